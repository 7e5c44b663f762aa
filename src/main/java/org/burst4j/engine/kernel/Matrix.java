package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A matrix within native memory, for {@link Blas}: rows of contiguous elements that begin at a
 * fixed distance. It can be moved to where another matrix of that distance begins, so that a kernel
 * makes as many as it has threads and none in a run. One thread at a time.
 */
final class Matrix {
    private final FloatPointer elements;
    private final int rowDistance;

    /**
     * One that begins at element 0.
     *
     * @param memory a direct buffer
     * @param rowDistance elements from a row to the next
     */
    Matrix(FloatBuffer memory, int rowDistance) {
        elements = new FloatPointer(memory.duplicate().position(0));
        this.rowDistance = rowDistance;
    }

    /**
     * Moves it.
     *
     * @param element where it begins in its memory
     * @return itself
     */
    Matrix at(long element) {
        elements.position(element);
        return this;
    }

    FloatPointer elements() {
        return elements;
    }

    int rowDistance() {
        return rowDistance;
    }
}
