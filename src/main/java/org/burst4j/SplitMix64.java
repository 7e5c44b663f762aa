package org.burst4j;

import java.nio.charset.StandardCharsets;

/**
 * Random bits as pure functions of a seed, a name and counters, with no state to save: whoever
 * resumes asks for the same counters and gets the same numbers, and what else was drawn in between
 * changes nothing.
 *
 * <p>Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA.
 */
public final class SplitMix64 {
    /** The golden ratio's odd integer: the step from one counter to the next. */
    public static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /**
     * The finaliser.
     *
     * @param bits any number
     * @return 64 bits that each depend on all of the given ones; one to one
     */
    public static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Start of the stream of one name.
     *
     * @param seed seed of the run
     * @param name any name
     * @return 64 well-mixed bits
     */
    public static long stream(long seed, String name) {
        long hash = 0xCBF29CE484222325L; // FNV-1a
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xFF)) * 0x100000001B3L;
        }
        return mix(mix(seed + GOLDEN) ^ hash);
    }

    /**
     * Value number i of a stream.
     *
     * @param stream start of the stream
     * @param i counter, from 0
     * @return a number in [0, 1) with 53 random bits
     */
    public static double unit(long stream, long i) {
        return (mix(stream + (i + 1) * GOLDEN) >>> 11) * 0x1.0p-53;
    }
}
