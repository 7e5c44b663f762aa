package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which of the encoder's layers are pooled. */
public enum LayerRule {
    /** The last one. */
    @JsonProperty("last")
    LAST,
    /** A learnt mean of all, the first layer's input among them. */
    @JsonProperty("weighted")
    WEIGHTED
}
