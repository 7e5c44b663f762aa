package org.burst4j.audio;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Locale;
import org.burst4j.ConfigException;

/**
 * What becomes of a decoded clip before the encoder gets it.
 *
 * <p>With {@code unitVariance} and without clipping the loudness gain cancels out again, but for
 * the 1e-7 under the root; it then only tells how much of a clip a 16-bit file at that level would
 * clip. {@link SampleClipping#INT16} makes that distortion, which the normalising does not undo.
 *
 * @param sampleRateHz the rate that the encoder takes, 1000 to 768000 Hz
 * @param minSeconds the shortest clip accepted, 0 or more
 * @param maxSeconds the longest clip accepted, above minSeconds, at most 3600
 * @param loudness how the level is set
 * @param loudnessDb the level for {@link Loudness#PEAK} and {@link Loudness#RMS} in dB relative to
 *     full scale, -80 to 0
 * @param clip what becomes of samples beyond full scale; null, as in models saved before there was
 *     a choice, is {@link SampleClipping#NONE}
 * @param unitVariance true to make the clip zero-mean and unit-variance, as the feature extractors
 *     of wav2vec 2.0 and data2vec do
 */
public record AudioConfig(
        int sampleRateHz,
        double minSeconds,
        double maxSeconds,
        Loudness loudness,
        double loudnessDb,
        SampleClipping clip,
        boolean unitVariance)
        implements Serializable {

    /** 16 kHz, 0.05 to 30 s, level as recorded, zero mean and unit variance. */
    public static final AudioConfig DEFAULTS =
            new AudioConfig(16_000, 0.05, 30, Loudness.NONE, -3, SampleClipping.NONE, true);

    /**
     * Checks every value.
     *
     * @throws ConfigException with the key, the value and the range of the first that is wrong
     */
    public AudioConfig {
        require(
                sampleRateHz >= Resampler.MIN_RATE_HZ && sampleRateHz <= Resampler.MAX_RATE_HZ,
                "sampleRateHz",
                sampleRateHz,
                Resampler.MIN_RATE_HZ + " to " + Resampler.MAX_RATE_HZ);
        require(minSeconds >= 0 && minSeconds < 3600, "minSeconds", minSeconds, "0 to 3600");
        require(
                maxSeconds > minSeconds && maxSeconds <= 3600,
                "maxSeconds",
                maxSeconds,
                "above minSeconds (" + minSeconds + ") and at most 3600");
        require(loudness != null, "loudness", "null", "none, peak or rms");
        require(loudnessDb >= -80 && loudnessDb <= 0, "loudnessDb", loudnessDb, "-80 to 0");
        clip = clip == null ? SampleClipping.NONE : clip;
    }

    /**
     * The level in words.
     *
     * @return e.g. {@code rms -3 dB}, or {@code as recorded}
     */
    public String loudnessText() {
        return loudness == Loudness.NONE
                ? "as recorded"
                : loudness.name().toLowerCase(Locale.ROOT)
                        + " "
                        + BigDecimal.valueOf(loudnessDb).stripTrailingZeros().toPlainString()
                        + " dB";
    }

    /**
     * What a 16-bit file at the level does or would do, to be put before a share of samples.
     *
     * @return {@code clips}, or {@code would clip} where nothing is clipped
     */
    public String clipsText() {
        return clip == SampleClipping.INT16 ? "clips" : "would clip";
    }

    private static void require(boolean holds, String key, Object value, String range) {
        if (!holds) {
            throw new ConfigException(
                    "audio." + key + " is " + value + ", expected " + range,
                    "Set audio." + key + " to a value in that range.");
        }
    }
}
