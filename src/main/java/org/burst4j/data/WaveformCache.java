package org.burst4j.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.burst4j.ConfigException;

/**
 * Keeps decoded waveforms up to a number of bytes.
 *
 * <p>What is in stays in, and nothing is taken in once it is full: each epoch reads every clip
 * once, where throwing out the oldest would throw out each clip just before its next use. Safe for
 * several threads.
 */
public final class WaveformCache implements WaveformSource {
    private final WaveformSource source;
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final Map<Path, float[]> waveforms = new ConcurrentHashMap<>();

    /**
     * Creates an empty cache.
     *
     * @param source where waveforms come from
     * @param mostBytes how many bytes of samples to keep, 0 for none
     * @throws ConfigException if that is negative
     */
    public WaveformCache(WaveformSource source, long mostBytes) {
        if (mostBytes < 0) {
            throw new ConfigException(
                    "cacheBytes is " + mostBytes + ", must be 0 or more", "Use 0 for no cache.");
        }
        this.source = source;
        this.mostBytes = mostBytes;
    }

    @Override
    public float[] read(Path file) {
        float[] kept = waveforms.get(file);
        if (kept != null) {
            return kept;
        }
        float[] samples = source.read(file);
        long size = (long) samples.length * Float.BYTES;
        if (bytes.addAndGet(size) > mostBytes || waveforms.putIfAbsent(file, samples) != null) {
            bytes.addAndGet(-size);
        }
        return samples;
    }

    /**
     * How much is kept.
     *
     * @return bytes of samples
     */
    public long bytes() {
        return bytes.get();
    }
}
