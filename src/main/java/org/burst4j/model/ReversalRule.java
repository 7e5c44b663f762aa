package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the strength of reversed gradients moves over the training. */
public enum ReversalRule {
    /** It stays. */
    @JsonProperty("constant")
    CONSTANT,
    /** It grows from 0; see {@link org.burst4j.graph.GradientReversal#ramp}. */
    @JsonProperty("ramp")
    RAMP
}
