package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a cross-entropy loss takes the log-softmax of. */
public enum CrossEntropyInput {
    /** The head's logits. */
    @JsonProperty("logits")
    LOGITS,
    /**
     * The softmax of the logits, of which the log-softmax is taken again: the released code of
     * Hallmen et al. 2022. For K classes the loss then stays between {@code log(e + K - 1) - 1} and
     * {@code log(e + K - 1)}.
     */
    @JsonProperty("probabilities")
    PROBABILITIES
}
