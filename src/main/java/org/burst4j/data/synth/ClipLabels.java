package org.burst4j.data.synth;

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
        VocalType type, double[] high, double[] two, double[] culture, double ageYears) {}
