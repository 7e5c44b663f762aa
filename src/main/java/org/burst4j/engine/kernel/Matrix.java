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
    private int rowDistance;

    /**
     * One that begins at element 0.
     *
     * @param memory a direct buffer, whose elements count from its start
     * @param rowDistance elements from a row to the next
     */
    Matrix(FloatBuffer memory, int rowDistance) {
        if (!memory.isDirect()) {
            throw new IllegalArgumentException("a copy of the buffer would be computed in");
        }
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

    /** Sets how far its rows lie apart. */
    void rowDistance(int elementsApart) {
        rowDistance = elementsApart;
    }

    FloatPointer elements() {
        return elements;
    }

    int rowDistance() {
        return rowDistance;
    }
}
