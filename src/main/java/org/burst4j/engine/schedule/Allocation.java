package org.burst4j.engine.schedule;

/** Memory that one value, or several one after the other, need from one node to a later one. */
final class Allocation {
    /** Offsets are multiples of this many elements: 64 bytes, a cache line and a vector. */
    private static final long ALIGNMENT = 16;

    private final long length;
    private final int first;
    private int last;
    private long offset = -1;

    /**
     * @param elements number of elements
     * @param first number of the node that writes it first
     */
    Allocation(long elements, int first) {
        length = (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        this.first = first;
        last = first;
    }

    void usedUntil(int node) {
        last = Math.max(last, node);
    }

    int first() {
        return first;
    }

    int last() {
        return last;
    }

    long length() {
        return length;
    }

    long offset() {
        return offset;
    }

    long end() {
        return offset + length;
    }

    void put(long at) {
        offset = at;
    }

    boolean meets(Allocation other) {
        return first <= other.last && other.first <= last;
    }
}
