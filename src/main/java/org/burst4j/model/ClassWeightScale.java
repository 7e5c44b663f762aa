package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the class weights of a task are scaled to. */
public enum ClassWeightScale {
    /** A sum of 1: equal weights are 1/K each (the released code of Hallmen et al. 2022). */
    @JsonProperty("sum")
    SUM,
    /** A mean of 1: with equal weights the loss is the plain cross-entropy. */
    @JsonProperty("mean")
    MEAN;

    /**
     * What weights that sum to 1 are multiplied by.
     *
     * @param classes K
     * @return 1 or K
     */
    public double factor(int classes) {
        return this == SUM ? 1 : classes;
    }
}
