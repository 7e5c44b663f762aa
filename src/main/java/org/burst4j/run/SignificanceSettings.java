package org.burst4j.run;

import org.burst4j.ConfigException;
import org.burst4j.metric.Bootstrap;

/**
 * How models are compared.
 *
 * @param on what t-tests of regression compare
 * @param paired whether t-tests pair the values of each clip; classes are always paired
 * @param welch whether unpaired t-tests allow for different variances; no matter if paired
 * @param holm whether p values are corrected by Holm for the number of tests before they are held
 *     against the level
 * @param level the largest p that counts as significant, above 0 and below 1
 * @param resamples number of resamples of the intervals, at least 1
 * @param seed seed of the resamples
 */
public record SignificanceSettings(
        On on,
        boolean paired,
        boolean welch,
        boolean holm,
        double level,
        int resamples,
        long seed) {

    /** What the t-tests of regression compare. */
    public enum On {
        /**
         * Absolute errors, in each clip the mean over the outputs: is one model closer? Classes of
         * two models are tested exactly where few clips tell them apart.
         */
        ERRORS,
        /**
         * Predicted values, those of all outputs together: does one model predict more? It says
         * nothing of which is better; most likely what Anuchitanukul and Specia 2022 tested.
         * Classes have Cochran's Q at any size, as there.
         */
        PREDICTIONS
    }

    /** Paired t-tests of errors, p at most 0.05 after Holm's correction. */
    public static final SignificanceSettings DEFAULTS =
            new SignificanceSettings(
                    On.ERRORS, true, false, true, 0.05, Bootstrap.DEFAULT_RESAMPLES, 0);

    /**
     * As Burst2Vec's Table 2 is read: independent two-sample t-tests of the predicted values,
     * Cochran's Q of classes, p at most 0.05 without correction.
     */
    public static final SignificanceSettings PAPER =
            new SignificanceSettings(
                    On.PREDICTIONS, false, false, false, 0.05, Bootstrap.DEFAULT_RESAMPLES, 0);

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if one is left
     */
    public SignificanceSettings {
        if (!(level > 0 && level < 1)) {
            throw new ConfigException(
                    "level is " + level + ", expected above 0 and below 1", "Use e.g. 0.05.");
        }
        if (resamples < 1) {
            throw new ConfigException(
                    "resamples is " + resamples + ", expected 1 or more", "Use e.g. 1000.");
        }
        if (welch && paired) {
            throw new ConfigException(
                    "Welch's t-test is of unpaired values, but paired ones are wanted",
                    "Add --unpaired, or leave --welch out.");
        }
    }
}
