package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far down a reversed gradient flows. */
public enum ReversalReach {
    /** Through the extractors into projection and encoder. */
    @JsonProperty("all")
    ALL,
    /** Into the extractors alone, which is all that the paper names. */
    @JsonProperty("extractors")
    EXTRACTORS
}
