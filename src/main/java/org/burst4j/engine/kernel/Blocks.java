package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;

/** How loops are cut: by their lengths alone, so that results do not depend on the threads. */
final class Blocks {
    /** Elements of a block: a few of them fit a processor's first cache. */
    static final int LENGTH = 2048;

    /** Elements of a part: work enough to be worth another thread. */
    static final int PART = 1 << 15;

    private static final int ALONE = 1 << 14;

    private Blocks() {}

    /** Rows of a block, at least 1. */
    static int rows(int columns) {
        return Math.max(1, (LENGTH + columns / 2) / columns);
    }

    /**
     * Blocks of a part.
     *
     * @param elements of the loop
     * @param block elements of a block
     */
    static int perPart(long elements, int block) {
        return elements <= ALONE
                ? Math.max(1, quotient(elements, block))
                : Math.max(1, PART / block);
    }

    /**
     * Blocks of a part if there may be 64 parts at most.
     *
     * @param elements of the loop
     * @param block elements of a block
     */
    static int perSum(long elements, int block) {
        int blocks = quotient(elements, block);
        return Math.max(perPart(elements, block), quotient(blocks, 64));
    }

    /** Rounded up. */
    static int quotient(long number, int by) {
        return (int) ((number + by - 1) / by);
    }

    /** Copies an array end to end until the whole is full. */
    static void repeat(float[] array, int length, int whole) {
        for (int filled = length; filled < whole; filled += length) {
            System.arraycopy(array, 0, array, filled, Math.min(length, whole - filled));
        }
    }

    /**
     * Fills an array with copies of a vector.
     *
     * @param vector read from its position 0
     * @param length elements of the vector
     * @param into written to the end
     */
    static void repeat(FloatBuffer vector, int length, float[] into) {
        vector.get(0, into, 0, length);
        repeat(into, length, into.length);
    }
}
