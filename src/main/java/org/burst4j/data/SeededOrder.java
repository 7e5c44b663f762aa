package org.burst4j.data;

import org.burst4j.SplitMix64;

/**
 * Random numbers that are pure functions of a seed, a purpose and counters, with no state to save:
 * whoever resumes asks for the same counters and gets the same numbers.
 *
 * <p>The finaliser of {@link SplitMix64}, chained over the arguments.
 */
public final class SeededOrder {
    private SeededOrder() {}

    /**
     * 64 mixed bits.
     *
     * @param seed the run's seed
     * @param purpose what the number is for, so that two uses do not share numbers
     * @param counters e.g. epoch and index
     * @return a number that looks uniformly random
     */
    public static long bits(long seed, String purpose, long... counters) {
        long state = mix(seed);
        for (int index = 0; index < purpose.length(); index++) {
            state = mix(state ^ purpose.charAt(index));
        }
        for (long counter : counters) {
            state = mix(state ^ counter);
        }
        return state;
    }

    /**
     * A random order of 0 to n-1, by Fisher and Yates.
     *
     * @param n how many, 0 or more
     * @param seed the run's seed
     * @param purpose what the order is for
     * @param counter e.g. the epoch
     * @return each of 0 to n-1 once
     */
    public static int[] permutation(int n, long seed, String purpose, long counter) {
        int[] order = new int[n];
        for (int index = 0; index < n; index++) {
            order[index] = index;
        }
        for (int last = n - 1; last > 0; last--) {
            long high = bits(seed, purpose, counter, last) >>> 33;
            int other = (int) ((high * (last + 1)) >>> 31);
            int swapped = order[last];
            order[last] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    private static long mix(long value) {
        return SplitMix64.mix(value + SplitMix64.GOLDEN);
    }
}
