package org.burst4j.engine.kernel;

import java.util.stream.IntStream;
import org.burst4j.SplitMix64;

/**
 * The numbers that ND4J 1.0.0-M2.1 draws for a DistributionUniform of floats whose generator has
 * the states that Burst4J gives it: of each name its own stream, of each element a number that is a
 * function of stream and index alone.
 *
 * <p>ND4J's generator mixes index, root state r and node state n into {@code a = r | (index + 2) (n
 * + 24243287)} and {@code b = n ^ (index + 2) (a + 723829)}, and takes {@code rotate((a ^ b)
 * 0x9E3779BB, 5) 5} of the lower 32 bits, of which the upper 23 are the fraction t in [0, 1); the
 * element is {@code low + t (high - low)}, rounded once. Carries go up alone, so that 32 bits are
 * enough all along. Source: libnd4j, graph/RandomGenerator.h. (A build of libnd4j without fused
 * multiply-add rounds twice, which differs unless the range is 1, as dropout's is.)
 */
final class RandomBits {
    private static final float FRACTION = 0x1.0p-23f;
    private static final int BLOCK = 512;

    /** The JVM does not turn a loop's own counter into a vector. */
    private static final int[] PLACES = IntStream.range(0, BLOCK).toArray();

    private static final ThreadLocal<int[]> BITS = ThreadLocal.withInitial(() -> new int[BLOCK]);

    private RandomBits() {}

    /**
     * Draws elements of one variable.
     *
     * @param seed seed of the run
     * @param name name of the variable
     * @param low lower limit
     * @param high upper limit, exclusive but for rounding
     * @param from index of the first element
     * @param into gets the elements, from 0
     * @param length number of elements
     */
    static void uniform(
            long seed, String name, float low, float high, int from, float[] into, int length) {
        long stream = SplitMix64.stream(seed, name);
        uniform((int) stream, nodeState(stream), low, high, from, into, length);
    }

    /** The lower half of the node state that belongs to a stream, whose own is the root state. */
    static int nodeState(long stream) {
        return (int) SplitMix64.mix(stream + SplitMix64.GOLDEN);
    }

    /** The same from the states' lower halves, for those who draw many pieces of one variable. */
    static void uniform(
            int root, int node, float low, float high, int from, float[] into, int length) {
        int[] bits = BITS.get();
        for (int done = 0; done < length; done += BLOCK) {
            int count = Math.min(BLOCK, length - done);
            draw(root, node, from + done, 1, bits, count);
            scale(bits, low, high - low, into, done, count);
        }
    }

    /**
     * Draws the fractions of equally distant elements, times 2^23.
     *
     * @param root lower half of the root state
     * @param node lower half of the node state
     * @param from index of the first element
     * @param step from one index to the next
     * @param into gets integers from 0 to below 2^23
     * @param count at most the length of the array
     */
    static void fractions(int root, int node, int from, int step, int[] into, int count) {
        for (int done = 0; done < count; done += BLOCK) {
            int length = Math.min(BLOCK, count - done);
            if (done == 0) {
                draw(root, node, from, step, into, length);
            } else {
                int[] bits = BITS.get();
                draw(root, node, from + done * step, step, bits, length);
                System.arraycopy(bits, 0, into, done, length);
            }
        }
    }

    /**
     * The least fraction, times 2^23, that dropout keeps: whose element of [1 - rate, 2 - rate) is
     * at least 1.
     *
     * @param rate share of zeros
     * @return from 0 to 2^23
     */
    static int threshold(float rate) {
        double exact = Double.parseDouble(Float.toString(rate)); // the graph's limits are doubles
        float low = (float) (1 - exact);
        float range = (float) (2 - exact) - low;
        int least = 0;
        int beyond = 1 << 23;
        while (least < beyond) {
            int middle = (least + beyond) >>> 1;
            if (Math.fma(middle * FRACTION, range, low) >= 1) {
                beyond = middle;
            } else {
                least = middle + 1;
            }
        }
        return least;
    }

    private static void draw(int root, int node, int from, int step, int[] bits, int count) {
        int start = from + 2;
        int first = node + 24243287;
        int[] places = PLACES;
        for (int i = 0; i < count; i++) {
            int place = start + places[i] * step;
            int a = root | (place * first);
            int b = (node ^ (place * (a + 723829))) ^ a;
            int product = b * 0x9E3779BB;
            bits[i] = (((product << 5) | (product >>> 27)) * 5) >>> 9;
        }
    }

    private static void scale(
            int[] bits, float low, float range, float[] into, int start, int count) {
        for (int i = 0; i < count; i++) {
            into[start + i] = Math.fma(bits[i] * FRACTION, range, low);
        }
    }
}
