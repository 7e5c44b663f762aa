package org.burst4j.metric;

/** The mean absolute error, 0 or more, in the targets' unit (years for age). */
public final class MeanAbsoluteError {
    private MeanAbsoluteError() {}

    /**
     * The mean of |prediction - target|.
     *
     * @param predictions one a clip, finite, in the unit of the targets
     * @param targets as many; NaN where the label is missing
     * @return the mean error; NaN if no target is there
     * @throws org.burst4j.DataException if the lengths differ or a prediction is not finite
     */
    public static double of(double[] predictions, double[] targets) {
        Pairs pairs = Pairs.of(predictions, targets);
        double sum = 0;
        for (int i = 0; i < pairs.size(); i++) {
            sum += Math.abs(pairs.predictions()[i] - pairs.targets()[i]);
        }
        return sum / pairs.size();
    }
}
