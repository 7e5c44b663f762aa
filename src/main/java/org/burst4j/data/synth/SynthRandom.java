package org.burst4j.data.synth;

/**
 * Random numbers that are a pure function of a seed, a list of keys and a counter (SplitMix64,
 * Steele, Lea and Flood 2014), so that a clip depends on its own index alone and every platform and
 * Java version draws the same.
 */
final class SynthRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double TO_UNIT = 0x1.0p-53;

    private long state;

    /**
     * Starts a stream.
     *
     * @param seed the corpus seed
     * @param keys what the stream is for, e.g. a purpose and a clip index
     */
    SynthRandom(long seed, long... keys) {
        long hash = mix(seed + GOLDEN_GAMMA);
        for (long key : keys) {
            hash = mix(hash ^ mix(key + GOLDEN_GAMMA));
        }
        state = hash;
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * The next number of [0, 1).
     *
     * @return 53 random bits
     */
    double uniform() {
        state += GOLDEN_GAMMA;
        return (mix(state) >>> 11) * TO_UNIT;
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
     * The next normal deviate (Box-Muller, one of the pair).
     *
     * @return mean 0, variance 1
     */
    double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }
}
