package org.burst4j.data.synth;

import java.util.Arrays;
import java.util.List;

/**
 * Invented raters, who turn noise-free values into the labels of the corpus: each adds normal noise
 * and stays inside [0, 1]; the label is their mean.
 */
final class Raters {
    /** Raters a clip. */
    static final int COUNT = 9;

    /** Standard deviation of one rater's error. */
    static final double NOISE = 0.25;

    /** Chance that a clip's kind is mistaken for another. */
    static final double TYPE_CONFUSION = 0.05;

    private static final long STREAM = 4;
    private static final double DECIMALS = 1e4;

    private final SynthRandom random;

    Raters(long seed, int clip) {
        random = new SynthRandom(seed, STREAM, clip);
    }

    /**
     * Rates numbers.
     *
     * @param truth values of [0, 1]
     * @return ratings of [0, 1], four decimals
     */
    double[] rate(double[] truth) {
        double[] means = new double[truth.length];
        for (int column = 0; column < truth.length; column++) {
            double sum = 0;
            for (int rater = 0; rater < COUNT; rater++) {
                sum += Math.max(0, Math.min(1, truth[column] + NOISE * random.gaussian()));
            }
            means[column] = round(sum / COUNT);
        }
        return means;
    }

    /**
     * Rates emotions, the strongest of which is 1 by definition.
     *
     * @param truth intensities of [0, 1]
     * @return ratings of [0, 1], the largest exactly 1
     */
    double[] rateToOne(double[] truth) {
        double[] means = rate(truth);
        double largest = 0;
        for (double mean : means) {
            largest = Math.max(largest, mean);
        }
        for (int column = 0; column < means.length; column++) {
            means[column] = round(means[column] / largest);
        }
        return means;
    }

    /**
     * Names the kind of burst.
     *
     * @param truth the true kind
     * @return the same, or now and then another
     */
    VocalType name(VocalType truth) {
        List<VocalType> others =
                Arrays.stream(VocalType.values()).filter(kind -> kind != truth).toList();
        boolean mistaken = random.uniform() < TYPE_CONFUSION;
        VocalType other = others.get(random.below(others.size()));
        return mistaken ? other : truth;
    }

    private static double round(double value) {
        return Math.round(value * DECIMALS) / DECIMALS;
    }
}
