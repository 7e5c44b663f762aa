package org.burst4j.metric.compare;

import java.util.List;
import org.apache.commons.math3.special.Gamma;
import org.burst4j.DataException;

/**
 * Cochran's Q: whether k models classify the same clips equally often rightly (Cochran, The
 * comparison of percentages in matched samples, Biometrika 37, 1950).
 *
 * <p>Q = (k - 1) (k ΣG² - (ΣG)²) / (k ΣL - ΣL²), G being the number of clips that a model has
 * right, L the number of models that have a clip right; chi-square with k - 1 degrees of freedom.
 * With two models it is {@link McNemar#chiSquare() McNemar's test without correction}.
 */
public final class CochranQ {
    /** The name of the test. */
    public static final String NAME = "Cochran's Q";

    private CochranQ() {}

    /**
     * Tests.
     *
     * @param right by model: whether each clip is classified rightly, the same clips in the same
     *     order; clips without a label must have been left out
     * @return the test; Q = 0 and p = 1 if no clip tells the models apart; undefined without clips
     * @throws DataException if there are fewer than two models or not as many clips of each
     */
    public static TestResult of(List<boolean[]> right) {
        int models = right.size();
        if (models < 2) {
            throw new DataException(
                    NAME + " compares " + models + " model, expected 2 or more", "Add a model.");
        }
        int clips = right.get(0).length;
        double[] byModel = new double[models];
        double sum = 0;
        double squaresOfClips = 0;
        for (boolean[] answers : right) {
            requireClips(answers, clips);
        }
        for (int clip = 0; clip < clips; clip++) {
            int inClip = 0;
            for (int model = 0; model < models; model++) {
                if (right.get(model)[clip]) {
                    byModel[model]++;
                    inClip++;
                }
            }
            sum += inClip;
            squaresOfClips += (double) inClip * inClip;
        }
        if (clips == 0) {
            return TestResult.undefined(NAME, 0);
        }
        double squaresOfModels = 0;
        for (double of : byModel) {
            squaresOfModels += of * of;
        }
        double denominator = models * sum - squaresOfClips;
        double q =
                denominator == 0
                        ? 0
                        : (models - 1) * (models * squaresOfModels - sum * sum) / denominator;
        return new TestResult(NAME, q, models - 1.0, chiSquareTail(q, models - 1.0), clips);
    }

    private static void requireClips(boolean[] answers, int clips) {
        if (answers.length != clips) {
            throw new DataException(
                    NAME + " has " + answers.length + " clips of a model, expected " + clips,
                    "Give every model's answers to the same clips.");
        }
    }

    /** The upper tail itself; 1 - ChiSquaredDistribution's lower one would round a small p to 0. */
    static double chiSquareTail(double statistic, double degrees) {
        return Gamma.regularizedGammaQ(degrees / 2, statistic / 2);
    }
}
