package org.burst4j.train;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a stage has run out of patience. */
public enum PatienceRule {
    /** At the N-th epoch in a row without improvement, as most programs and papers mean it. */
    @JsonProperty("at")
    AT,
    /**
     * When there are more than N epochs in a row without improvement, the first at the (N+1)-th:
     * the released code of Hallmen et al. 2022.
     */
    @JsonProperty("after")
    AFTER
}
