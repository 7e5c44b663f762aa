package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the concordance of a loss is taken over. */
public enum CccAxis {
    /** Over the clips of a batch, for each output: the challenge's metric on a batch. */
    @JsonProperty("batch")
    BATCH,
    /** Over the outputs, for each clip: the released code of Hallmen et al. 2022. */
    @JsonProperty("clip")
    CLIP
}
