package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is taken off the count below the variances and the covariance of a concordance. */
public enum CccDdof {
    /** Nothing: Lin's definition; a perfect prediction scores 1. */
    @JsonProperty("population")
    POPULATION(0, 0),
    /** One below both; a perfect prediction scores 1. */
    @JsonProperty("sample")
    SAMPLE(1, 1),
    /**
     * One below the variances alone, as the scoring code of the A-VB 2022 challenge and the
     * released code of Hallmen et al. 2022 have it; of n values a perfect prediction scores
     * (n-1)/n.
     */
    @JsonProperty("mixed")
    MIXED(1, 0);

    private final int variance;
    private final int covariance;

    CccDdof(int variance, int covariance) {
        this.variance = variance;
        this.covariance = covariance;
    }

    /** Taken off below the variances: 0 or 1. */
    int variance() {
        return variance;
    }

    /** Taken off below the covariance: 0 or 1. */
    int covariance() {
        return covariance;
    }
}
