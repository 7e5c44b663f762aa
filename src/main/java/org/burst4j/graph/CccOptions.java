package org.burst4j.graph;

import org.burst4j.ConfigException;

/**
 * Fine print of the concordance correlation coefficient.
 *
 * @param epsilon added to the denominator, at least 0
 * @param ddofVariance what is taken off the count below both variances: 0 or 1
 * @param ddofCovariance what is taken off the count below the covariance: 0 or 1
 */
public record CccOptions(double epsilon, int ddofVariance, int ddofCovariance) {
    /** Population moments and an epsilon of 1e-8, as in Lin's definition. */
    public static final CccOptions POPULATION = new CccOptions(1e-8, 0, 0);

    /**
     * Variance over n-1, covariance over n, no epsilon: the released code of Hallmen et al. 2022.
     */
    public static final CccOptions MIXED = new CccOptions(0, 1, 0);

    /** Checks the ranges. */
    public CccOptions {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new ConfigException(
                    "ccc epsilon is " + epsilon + ", expected a finite number from 0 up",
                    "Set it to 1e-8.");
        }
        checkDdof("ddofVariance", ddofVariance);
        checkDdof("ddofCovariance", ddofCovariance);
    }

    private static void checkDdof(String key, int value) {
        if (value != 0 && value != 1) {
            throw new ConfigException(
                    "ccc " + key + " is " + value + ", expected 0 or 1",
                    "Use 0 for population and 1 for sample moments.");
        }
    }
}
