package org.burst4j.train;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What decides which epoch is the best. */
public enum Monitor {
    /** The joined validation loss; lower is better (the paper's choice). */
    @JsonProperty("loss")
    LOSS,
    /** The mean of the tasks' official scores on the validation split; higher is better. */
    @JsonProperty("score")
    SCORE
}
