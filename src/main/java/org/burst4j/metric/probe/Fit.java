package org.burst4j.metric.probe;

/**
 * What learns a linear model from standardised features. One instance holds the clips it learns
 * from, so that several penalties share what does not depend on them.
 */
interface Fit {
    /**
     * The model with the least mean loss plus {@code penalty / 2} times the sum of its squared
     * weights; the bias bears no penalty.
     */
    LinearModel with(double penalty);
}
