package org.burst4j.audio;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.DataException;

/**
 * Changes the sampling rate by a windowed sinc in rational steps.
 *
 * <p>Zero phase: output sample m lies at input position m * from / to, and an impulse stays where
 * it is. Flat within 0.1 dB up to 91 % of the lower Nyquist frequency, images and what would fold
 * back under -100 dB, a constant stays constant. Beyond both ends the input is taken as 0. Safe for
 * several threads.
 */
public final class Resampler {
    /** The lowest rate taken or given, in Hz. */
    public static final int MIN_RATE_HZ = 1000;

    /** The highest rate taken or given, in Hz. */
    public static final int MAX_RATE_HZ = 768_000;

    private static final int MAX_CACHED_FILTERS = 16;

    private static final Map<Long, ResampleFilter> FILTERS =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, ResampleFilter> eldest) {
                    return size() > MAX_CACHED_FILTERS;
                }
            };

    private Resampler() {}

    /**
     * Resamples one channel.
     *
     * @param mono the samples; not changed; may be empty
     * @param fromHz their rate in Hz, 1000 to 768000
     * @param toHz the rate wanted in Hz, 1000 to 768000
     * @return ceil(n * to / from) samples; a copy where the rates are equal
     * @throws DataException where a rate is out of range or the result has more samples than an
     *     array holds
     */
    public static float[] resample(float[] mono, int fromHz, int toHz) {
        checkRate("", fromHz);
        checkRate("", toHz);
        if (fromHz == toHz) {
            return mono.clone();
        }
        ResampleFilter filter = filter(fromHz, toHz);
        long length = filter.outputLength(mono.length);
        if (length > Integer.MAX_VALUE / 2) {
            throw new DataException(
                    mono.length
                            + " samples from "
                            + fromHz
                            + " to "
                            + toHz
                            + " Hz are "
                            + length
                            + ", at most "
                            + Integer.MAX_VALUE / 2
                            + " fit",
                    "Cut the audio into shorter clips.");
        }
        return filter.apply(mono);
    }

    private static ResampleFilter filter(int fromHz, int toHz) {
        long key = ((long) fromHz << 32) | toHz;
        synchronized (FILTERS) {
            return FILTERS.computeIfAbsent(key, absent -> new ResampleFilter(fromHz, toHz));
        }
    }

    /** Throws a DataException, which begins with {@code where}, for a rate out of range. */
    static void checkRate(String where, int rateHz) {
        if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) {
            throw new DataException(
                    where
                            + "sampling rate "
                            + rateHz
                            + " Hz, expected "
                            + MIN_RATE_HZ
                            + " to "
                            + MAX_RATE_HZ
                            + " Hz",
                    "Check the header of the file; record at 16000 Hz or more.");
        }
    }
}
