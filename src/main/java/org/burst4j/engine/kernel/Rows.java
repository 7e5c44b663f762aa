package org.burst4j.engine.kernel;

import java.util.Arrays;

/** Arrays that are kept from one use to the next and grow to the longest. */
final class Rows {
    private Rows() {}

    /** The same array, or a longer one; what is in it is lost. */
    static float[] grown(float[] array, int length) {
        return array.length >= length ? array : new float[length];
    }

    /**
     * The same rows, or more, or longer ones; what is in those that are too short is lost.
     *
     * @param rows arrays of any lengths
     * @param count rows that are needed
     * @param length elements that are needed of each of them
     */
    static float[][] grown(float[][] rows, int count, int length) {
        float[][] grown = rows.length >= count ? rows : Arrays.copyOf(rows, count);
        for (int i = 0; i < count; i++) {
            if (grown[i] == null || grown[i].length < length) {
                grown[i] = new float[length];
            }
        }
        return grown;
    }
}
