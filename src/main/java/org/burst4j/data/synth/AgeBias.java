package org.burst4j.data.synth;

import java.util.List;

/**
 * The bias that a corpus may be given: in the training split a country's speakers come from an age
 * band of their own, so that age tells of country and country of age; in validation and test they
 * do not.
 *
 * <p>Source: Burst2Vec (ExVo 2022), section 2: participants from the United States are older, those
 * of the three other countries younger. There the validation split has the bias too; here it has
 * not, so that a net that leans on it is found out.
 */
final class AgeBias {
    /** Place of each country's band by the country task's labels: 0 youngest, 3 oldest. */
    private static final int[] BAND = {1, 0, 3, 2};

    private AgeBias() {}

    /**
     * Moves an age into its country's band: {@code (1 - s) u + s (band + u) / 4}. The band is the
     * whole range for s = 0, which changes nothing, and one of four quarters for s = 1.
     *
     * @param position age on a scale of 0 (youngest) to 1 (oldest), as drawn without bias
     * @param country index into the country task's labels
     * @param strength s, 0 to 1
     * @return age on the same scale
     */
    static double position(double position, int country, double strength) {
        if (strength == 0) {
            return position;
        }
        return (1 - strength) * position + strength * (BAND[country] + position) / BAND.length;
    }

    /**
     * How much of the speakers' ages their countries tell: the share of the variance of the
     * reported ages that lies between the countries (eta squared).
     *
     * @param clips any clips
     * @return 0 (nothing) to 1 (everything); 0 for clips of one age
     */
    static double explainedShare(List<SynthClip> clips) {
        double[] sums = new double[BAND.length];
        int[] counts = new int[BAND.length];
        double total = 0;
        for (SynthClip clip : clips) {
            sums[clip.speaker().country()] += clip.speaker().reportedAgeYears();
            counts[clip.speaker().country()]++;
            total += clip.speaker().reportedAgeYears();
        }
        double mean = total / clips.size();
        double between = 0;
        for (int country = 0; country < sums.length; country++) {
            if (counts[country] > 0) {
                double distance = sums[country] / counts[country] - mean;
                between += counts[country] * distance * distance;
            }
        }
        double all = 0;
        for (SynthClip clip : clips) {
            double distance = clip.speaker().reportedAgeYears() - mean;
            all += distance * distance;
        }
        return all == 0 ? 0 : between / all;
    }
}
