package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which frames the mean over time takes in. */
public enum PoolingRule {
    /** The frames of the clip itself: what the paper says. */
    @JsonProperty("valid")
    VALID,
    /** All frames of the padded batch: what its authors' program does. */
    @JsonProperty("all")
    ALL
}
