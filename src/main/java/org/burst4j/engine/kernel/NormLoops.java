package org.burst4j.engine.kernel;

/** Loops of the norms, over blocks in which each element has its own mean, factor and so on. */
final class NormLoops {
    private NormLoops() {}

    /** (a - mean) factor. */
    static void normalise(float[] a, float[] mean, float[] factor, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (a[i] - mean[i]) * factor[i];
        }
    }

    /** (a - mean) factor + term. */
    static void normalise(
            float[] a, float[] mean, float[] factor, float[] term, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.fma(a[i] - mean[i], factor[i], term[i]);
        }
    }

    /** Adds distances from a pivot and their squares to sums. */
    static void moments(float[] a, float[] pivot, float[] sum, float[] square, int length) {
        for (int i = 0; i < length; i++) {
            float distance = a[i] - pivot[i];
            sum[i] += distance;
            square[i] = Math.fma(distance, distance, square[i]);
        }
    }

    /** a factor + term. */
    static void scale(float[] a, float[] factor, float[] term, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.fma(a[i], factor[i], term[i]);
        }
    }

    /** factor (to - normal slope - term): the gradient of a norm from that of its result. */
    static void gradient(
            float[] to, float[] normal, float[] slope, float[] term, float[] factor, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (Math.fma(-normal[i], slope[i], to[i]) - term[i]) * factor[i];
        }
    }

    /** Adds the rows of a block, for each column, into the first row. */
    static void fold(float[] block, int rows, int columns) {
        for (int row = 1; row < rows; row++) {
            int start = row * columns;
            for (int i = 0; i < columns; i++) {
                block[i] += block[start + i];
            }
        }
    }
}
