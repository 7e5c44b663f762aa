package org.burst4j.data.synth;

import java.util.Arrays;
import java.util.List;

/**
 * The labels of a clip, noisy or not; country and split are the speaker's.
 *
 * @param type kind of burst
 * @param high ten emotions, official order
 * @param two valence and arousal
 * @param culture forty readings, official order
 * @param ageYears age in years
 */
record ClipLabels(
        VocalType type,
        List<Double> high,
        List<Double> two,
        List<Double> culture,
        double ageYears) {

    ClipLabels(VocalType type, double[] high, double[] two, double[] culture, double ageYears) {
        this(type, boxed(high), boxed(two), boxed(culture), ageYears);
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
