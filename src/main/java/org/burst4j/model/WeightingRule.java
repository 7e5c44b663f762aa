package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the losses of the tasks become one. */
public enum WeightingRule {
    /** {@code sum(exp(-2 s) L) + sum(s)} with a learned {@code s} (log sigma) for each task. */
    @JsonProperty("uncertainty")
    UNCERTAINTY,
    /** The sum of the losses, each times its fixed weight. */
    @JsonProperty("fixed")
    FIXED
}
