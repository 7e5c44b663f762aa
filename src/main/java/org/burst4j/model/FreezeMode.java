package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a wholly frozen encoder does while the net above it is trained. */
public enum FreezeMode {
    /** As in evaluation: the same features in every epoch. */
    @JsonProperty("eval")
    EVAL,
    /** As in training, with {@link EncoderRegularization}: what the A-VB 2022 paper's code does. */
    @JsonProperty("train")
    TRAIN
}
