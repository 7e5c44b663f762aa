package org.burst4j.benchmarks;

import org.burst4j.ConfigException;

/**
 * The transformer of an encoder as the benchmarks use it, with clips of 2 s.
 *
 * @param batch B
 * @param frames T
 * @param width D
 * @param heads H
 */
record EncoderSize(int batch, int frames, int width, int heads) {
    private static final int FRAMES_OF_2_SECONDS = 99;

    /** {@code base} (95 million weights, 4 clips) or {@code large} (315 million, 2 clips). */
    static EncoderSize of(String name) {
        return switch (name) {
            case "base" -> new EncoderSize(4, FRAMES_OF_2_SECONDS, 768, 12);
            case "large" -> new EncoderSize(2, FRAMES_OF_2_SECONDS, 1024, 16);
            default ->
                    throw new ConfigException(
                            "size is '" + name + "', expected base or large",
                            "Use -p size=base or -p size=large.");
        };
    }

    /** Numbers in B x T x D. */
    long length() {
        return (long) batch * frames * width;
    }
}
