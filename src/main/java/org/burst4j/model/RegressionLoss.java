package org.burst4j.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Loss of a regression task. */
public enum RegressionLoss {
    /** One minus the concordance correlation coefficient over the batch, mean over the outputs. */
    @JsonProperty("ccc")
    CCC,
    /** Mean squared error. */
    @JsonProperty("mse")
    MSE,
    /** Mean absolute error. */
    @JsonProperty("mae")
    MAE
}
