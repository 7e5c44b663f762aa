package org.burst4j.data.synth;

/** A two-pole resonance (Klatt 1980, equation 1) or a peaking filter; one stage of the tract. */
final class Resonator {
    private final double sampleRateHz;
    private double inputGain = 1;
    private double inputOne;
    private double inputTwo;
    private double feedbackOne;
    private double feedbackTwo;
    private double lastInput;
    private double earlierInput;
    private double lastOutput;
    private double earlierOutput;

    Resonator(double sampleRateHz) {
        this.sampleRateHz = sampleRateHz;
    }

    /**
     * Makes it a formant: gain 1 at 0 Hz.
     *
     * @param frequencyHz centre
     * @param bandwidthHz width at -3 dB
     */
    void setFormant(double frequencyHz, double bandwidthHz) {
        double radius = StrictMath.exp(-StrictMath.PI * bandwidthHz / sampleRateHz);
        double angle = 2 * StrictMath.PI * frequencyHz / sampleRateHz;
        feedbackTwo = -radius * radius;
        feedbackOne = 2 * radius * StrictMath.cos(angle);
        inputGain = 1 - feedbackOne - feedbackTwo;
        inputOne = 0;
        inputTwo = 0;
    }

    /**
     * Makes it a peak on a flat response (Bristow-Johnson's peaking equaliser).
     *
     * @param frequencyHz centre
     * @param quality centre over bandwidth
     * @param gainDb height of the peak
     */
    void setPeak(double frequencyHz, double quality, double gainDb) {
        double amplitude = StrictMath.pow(10, gainDb / 40);
        double angle = 2 * StrictMath.PI * frequencyHz / sampleRateHz;
        double alpha = StrictMath.sin(angle) / (2 * quality);
        double scale = 1 + alpha / amplitude;
        double middle = -2 * StrictMath.cos(angle) / scale;
        inputGain = (1 + alpha * amplitude) / scale;
        inputOne = middle;
        inputTwo = (1 - alpha * amplitude) / scale;
        feedbackOne = -middle;
        feedbackTwo = -(1 - alpha / amplitude) / scale;
    }

    /**
     * Filters the next sample.
     *
     * @param input the sample
     * @return the filtered sample
     */
    double next(double input) {
        double output =
                inputGain * input
                        + inputOne * lastInput
                        + inputTwo * earlierInput
                        + feedbackOne * lastOutput
                        + feedbackTwo * earlierOutput;
        earlierInput = lastInput;
        lastInput = input;
        earlierOutput = lastOutput;
        lastOutput = output;
        return output;
    }
}
