package org.burst4j.audio;

import org.burst4j.DataException;

/**
 * One clip as the encoder takes it.
 *
 * @param samples the samples, shape [samples]; shared, not copied: do not change them
 * @param sampleRateHz their rate in Hz
 * @param clippedFraction the share, 0 to 1, of samples that a 16-bit file would clip after the
 *     loudness gain, whether or not these samples were clipped
 */
@SuppressWarnings("ArrayRecordComponent") // made once a clip, and read by one caller
public record Waveform(float[] samples, int sampleRateHz, double clippedFraction) {
    /**
     * Checks the values.
     *
     * @throws DataException where there is no sample, or the fraction is not in 0 to 1
     */
    public Waveform {
        if (samples == null || samples.length == 0 || sampleRateHz < 1) {
            throw new DataException(
                    "waveform without samples or rate", "Give at least one sample and its rate.");
        }
        if (!(clippedFraction >= 0 && clippedFraction <= 1)) {
            throw new DataException(
                    "clipped fraction " + clippedFraction + ", expected 0 to 1",
                    "Divide the clipped samples by all samples.");
        }
    }

    /**
     * Tells the duration.
     *
     * @return samples by rate, in seconds
     */
    public double seconds() {
        return samples.length / (double) sampleRateHz;
    }
}
