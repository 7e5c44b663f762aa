package org.burst4j.metric;

import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/**
 * Pearson's correlation coefficient, from -1 to 1: agreement in shape alone, blind to scale and
 * level.
 */
public final class Pearson {
    private Pearson() {}

    /**
     * The correlation of predictions with targets.
     *
     * @param predictions one a clip, finite
     * @param targets as many; NaN where the label is missing
     * @return the correlation; NaN if either side is constant or there are fewer than two pairs
     * @throws org.burst4j.DataException if the lengths differ or a prediction is not finite
     */
    public static double of(double[] predictions, double[] targets) {
        Pairs pairs = Pairs.of(predictions, targets);
        if (pairs.size() < 2 || isConstant(pairs.predictions()) || isConstant(pairs.targets())) {
            return Double.NaN;
        }
        return new PearsonsCorrelation().correlation(pairs.predictions(), pairs.targets());
    }

    private static boolean isConstant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }
}
