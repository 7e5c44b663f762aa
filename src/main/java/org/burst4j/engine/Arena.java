package org.burst4j.engine;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The native memory that all plans of a session share, one after the other. It grows to what the
 * largest needs; whoever is bound to it must be bound anew then.
 */
final class Arena implements AutoCloseable {
    private DataBuffer memory;
    private long elements;
    private int version;

    /**
     * Makes sure that a plan fits; contents are lost when it grows.
     *
     * @param wanted number of floats
     */
    void ensure(long wanted) {
        if (!grows(wanted)) {
            return;
        }
        close();
        elements = Math.max(wanted, 1);
        memory = Nd4j.createBuffer(DataType.FLOAT, elements, false);
        version++;
    }

    /** Whether so much does not fit. */
    boolean grows(long wanted) {
        return memory == null || wanted > elements;
    }

    DataBuffer memory() {
        return memory;
    }

    /** Changes whenever the memory is another. */
    int version() {
        return version;
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
            elements = 0;
        }
    }
}
