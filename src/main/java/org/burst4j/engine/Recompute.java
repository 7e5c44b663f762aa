package org.burst4j.engine;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a training step computes twice instead of keeping it for the way back. */
public enum Recompute {
    /** Nothing. */
    @JsonProperty("none")
    NONE,
    /**
     * What normalisation and activation make of each convolution: cheap, and most of the memory.
     */
    @JsonProperty("convs")
    CONVS,
    /** That, and each transformer layer from its input: one more forward pass. */
    @JsonProperty("all")
    ALL
}
