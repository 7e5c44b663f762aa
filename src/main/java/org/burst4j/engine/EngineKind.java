package org.burst4j.engine;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What runs a graph. */
public enum EngineKind {
    /** Plans each graph for each shape once and runs the plan. */
    @JsonProperty("planned")
    PLANNED,
    /** ND4J's session, which finds its way through the graph in each run. */
    @JsonProperty("samediff")
    SAMEDIFF
}
