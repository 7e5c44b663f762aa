package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;

/** Writes zeros over columns of a matrix. */
final class Zeros {
    private final FloatBuffer to;
    private final float[] row;
    private final int rowDistance;

    /**
     * @param to memory of the matrix
     * @param columns to be written of each row
     * @param rowDistance elements from a row to the next
     */
    Zeros(FloatBuffer to, int columns, int rowDistance) {
        this.to = to;
        row = new float[columns];
        this.rowDistance = rowDistance;
    }

    /** Writes over so many rows from where the first begins. */
    void fill(long element, int rows) {
        for (int i = 0; i < rows; i++) {
            to.put(Math.toIntExact(element) + i * rowDistance, row);
        }
    }
}
