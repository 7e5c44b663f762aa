package org.burst4j.audio;

import org.burst4j.DataException;

/**
 * Sampled sound, one array a channel.
 *
 * <p>The arrays are shared with whoever made them, not copied (a clip may be long): do not change
 * them.
 *
 * @param channels the samples, shape [channels][samples], nominally -1 to 1 (float files may be
 *     louder); at least one channel, all of one length; the length may be 0
 * @param sampleRateHz the sampling rate in Hz, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // copies of long clips would cost more than they protect
public record Pcm(float[][] channels, int sampleRateHz) {
    /**
     * Checks the shape.
     *
     * @throws DataException where there is no channel, where channels differ in length, or where
     *     the rate is below 1 Hz
     */
    public Pcm {
        if (channels == null || channels.length == 0) {
            throw new DataException("PCM without a channel, expected at least 1", CURE);
        }
        for (int c = 0; c < channels.length; c++) {
            if (channels[c] == null || channels[0] == null) {
                throw new DataException("PCM channel " + c + " is null", CURE);
            }
            if (channels[c].length != channels[0].length) {
                throw new DataException(
                        "PCM channel "
                                + c
                                + " has "
                                + channels[c].length
                                + " samples, channel 0 has "
                                + channels[0].length,
                        CURE);
            }
        }
        if (sampleRateHz < 1) {
            throw new DataException("PCM of " + sampleRateHz + " Hz, expected at least 1 Hz", CURE);
        }
    }

    private static final String CURE = "Give one array of samples a channel, all of one length.";

    /**
     * Wraps one channel.
     *
     * @param samples the samples, nominally -1 to 1
     * @param sampleRateHz the sampling rate in Hz, at least 1
     * @return the same samples as PCM
     */
    public static Pcm mono(float[] samples, int sampleRateHz) {
        return new Pcm(new float[][] {samples}, sampleRateHz);
    }

    /**
     * Counts samples.
     *
     * @return the samples in each channel
     */
    public int samples() {
        return channels[0].length;
    }

    /**
     * Tells the duration.
     *
     * @return samples by rate, in seconds
     */
    public double seconds() {
        return samples() / (double) sampleRateHz;
    }

    /**
     * Mixes down by the plain mean over channels: two equal channels give that channel, not one
     * that is 3 dB louder.
     *
     * @return one channel; the only one itself where there is no second
     */
    public float[] toMono() {
        if (channels.length == 1) {
            return channels[0];
        }
        float[] mono = new float[samples()];
        for (int i = 0; i < mono.length; i++) {
            double sum = 0;
            for (float[] channel : channels) {
                sum += channel[i];
            }
            mono[i] = (float) (sum / channels.length);
        }
        return mono;
    }
}
