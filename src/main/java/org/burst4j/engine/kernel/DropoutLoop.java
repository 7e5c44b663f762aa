package org.burst4j.engine.kernel;

import org.burst4j.SplitMix64;
import org.burst4j.engine.ir.Op;

/**
 * {@link Op.Dropout} of blocks. Numbers of 1 or more are those whose bits are not below a limit, so
 * that they need not be made: a table of two factors says what becomes of an element, without a
 * branch that the processor could not foretell.
 */
final class DropoutLoop {
    private static final int BLOCK = 512;

    private final String name;
    private final int limit;
    private final float[] factors;
    private final int[][] bits;

    DropoutLoop(Op.Dropout op, int threads) {
        name = op.name();
        limit = RandomBits.threshold(op.rate());
        factors = new float[] {1 / (1 - op.rate()), 0f};
        bits = new int[threads][BLOCK];
    }

    /**
     * Drops elements.
     *
     * @param seed seed of the run
     * @param from index of the first
     * @param a the block
     * @param to the result; may be the block
     * @param length elements
     * @param slot number of the thread
     */
    void run(long seed, int from, float[] a, float[] to, int length, int slot) {
        long stream = SplitMix64.stream(seed, name);
        int node = RandomBits.nodeState(stream);
        for (int done = 0; done < length; done += BLOCK) {
            int count = Math.min(BLOCK, length - done);
            RandomBits.fractions((int) stream, node, from + done, 1, bits[slot], count);
            keep(a, bits[slot], to, done, count);
        }
    }

    private void keep(float[] a, int[] drawn, float[] to, int start, int count) {
        float[] table = factors;
        int lowest = limit;
        for (int i = 0; i < count; i++) {
            to[start + i] = a[start + i] * table[(drawn[i] - lowest) >>> 31];
        }
    }
}
