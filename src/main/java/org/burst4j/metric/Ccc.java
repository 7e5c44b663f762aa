package org.burst4j.metric;

import org.burst4j.DataException;

/**
 * The concordance correlation coefficient: agreement of predictions p with targets t in shape,
 * scale and level, {@code 2 cov(p,t) / (var(p) + var(t) + (mean(p) - mean(t))^2)}, from -1 to 1
 * (Lin 1989).
 *
 * <p>Edge cases: fewer than two pairs give NaN; a constant prediction against varying targets (or
 * the reverse) gives 0; two constants give 0 if they differ, and NaN if they are equal, as there
 * 0/0 says nothing (with an epsilon above 0 that is 0 too).
 */
public final class Ccc {
    private Ccc() {}

    /**
     * The CCC of the A-VB 2022 challenge's scoring code: variances divided by n-1, the covariance
     * by n, so a perfect prediction scores (n-1)/n. That code rounds to 4 decimals; this does not,
     * since rounding belongs to the display.
     *
     * @param predictions one a clip, finite
     * @param targets as many; NaN where the label is missing
     * @return the CCC, or NaN as the class comment says
     * @throws DataException if the lengths differ or a prediction is not finite
     */
    public static double official(double[] predictions, double[] targets) {
        return of(predictions, targets, 1, 0, 0);
    }

    /**
     * The CCC with the divisors of one's choice.
     *
     * @param predictions one a clip, finite
     * @param targets as many; NaN where the label is missing
     * @param varianceDdof what is taken off n to divide the variances: 0 or 1
     * @param covarianceDdof what is taken off n to divide the covariance: 0 or 1
     * @param epsilon added to the denominator, 0 or more
     * @return the CCC, or NaN as the class comment says
     * @throws DataException if the lengths differ, a prediction is not finite or an option is out
     *     of its range
     */
    public static double of(
            double[] predictions,
            double[] targets,
            int varianceDdof,
            int covarianceDdof,
            double epsilon) {
        boolean ddofsValid = (varianceDdof & ~1) == 0 && (covarianceDdof & ~1) == 0;
        if (!ddofsValid || !(epsilon >= 0)) {
            throw new DataException(
                    "CCC with varianceDdof "
                            + varianceDdof
                            + ", covarianceDdof "
                            + covarianceDdof
                            + ", epsilon "
                            + epsilon,
                    "Each ddof is 0 or 1, epsilon is 0 or more.");
        }
        Pairs pairs = Pairs.of(predictions, targets);
        int n = pairs.size();
        if (n < 2) {
            return Double.NaN;
        }
        double[] p = pairs.predictions();
        double[] t = pairs.targets();
        double meanP = Pairs.mean(p);
        double meanT = Pairs.mean(t);
        double squaresP = 0;
        double squaresT = 0;
        double products = 0;
        for (int i = 0; i < n; i++) {
            squaresP += (p[i] - meanP) * (p[i] - meanP);
            squaresT += (t[i] - meanT) * (t[i] - meanT);
            products += (p[i] - meanP) * (t[i] - meanT);
        }
        double gap = meanP - meanT;
        double denominator = (squaresP + squaresT) / (n - varianceDdof) + gap * gap + epsilon;
        return 2 * products / (n - covarianceDdof) / denominator;
    }

    /**
     * The CCC of each clip across its own outputs instead of across clips: what the released code
     * of Hallmen et al. 2022 takes as loss and reports as validation CCC. It is not the challenge's
     * metric: a perfect clip scores only (k-1)/k, e.g. 0.5 for two outputs.
     *
     * @param predictions row-major [n, k], finite
     * @param targets row-major [n, k]; NaN where a label is missing
     * @param outputs k, at least 1
     * @return [n]: one CCC a clip, NaN for a clip with fewer than two labels
     * @throws DataException if the sizes do not fit or a prediction is not finite
     */
    public static double[] perClip(double[] predictions, double[] targets, int outputs) {
        if (outputs < 1 || predictions.length % outputs != 0) {
            throw new DataException(
                    predictions.length + " predictions are no whole rows of " + outputs,
                    "Give the predictions row by row, one number for each output.");
        }
        Pairs.checkLengths(predictions, targets);
        double[] scores = new double[predictions.length / outputs];
        for (int clip = 0; clip < scores.length; clip++) {
            scores[clip] = official(row(predictions, clip, outputs), row(targets, clip, outputs));
        }
        return scores;
    }

    private static double[] row(double[] values, int row, int width) {
        double[] copy = new double[width];
        System.arraycopy(values, row * width, copy, 0, width);
        return copy;
    }
}
