package org.burst4j.data.synth;

import org.burst4j.SplitMix64;

/**
 * Random numbers that are a pure function of a seed, a list of keys and a counter ({@link
 * SplitMix64}), so that a clip depends on its own index alone and every platform and Java version
 * draws the same.
 */
final class SynthRandom {
    private static final double TO_UNIT = 0x1.0p-53;

    private long state;

    /**
     * Starts a stream.
     *
     * @param seed the corpus seed
     * @param keys what the stream is for, e.g. a purpose and a clip index
     */
    SynthRandom(long seed, long... keys) {
        long hash = SplitMix64.mix(seed + SplitMix64.GOLDEN);
        for (long key : keys) {
            hash = SplitMix64.mix(hash ^ SplitMix64.mix(key + SplitMix64.GOLDEN));
        }
        state = hash;
    }

    /**
     * The next number of [0, 1).
     *
     * @return 53 random bits
     */
    double uniform() {
        state += SplitMix64.GOLDEN;
        return (SplitMix64.mix(state) >>> 11) * TO_UNIT;
    }

    /**
     * The next number of a range.
     *
     * @param low its start
     * @param high its end
     * @return a number of [low, high)
     */
    double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    /**
     * The next whole number.
     *
     * @param bound exclusive end, positive
     * @return a number of 0..bound-1
     */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /**
     * Puts values into a random order (Fisher-Yates).
     *
     * @param values changed in place
     */
    void shuffle(Object[] values) {
        for (int last = values.length - 1; last > 0; last--) {
            int other = below(last + 1);
            Object swapped = values[last];
            values[last] = values[other];
            values[other] = swapped;
        }
    }

    /**
     * The next normal deviate (Box-Muller, one of the pair).
     *
     * @return mean 0, variance 1
     */
    double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }
}
