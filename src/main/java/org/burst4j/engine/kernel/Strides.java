package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.burst4j.engine.ir.Shape;

/**
 * Some elements of an array in an order: as if they were a dense array of their own. Axes that lie
 * behind each other in memory are one.
 */
final class Strides {
    private static final int SHORT = 12;

    private final int offset;
    private final int[] sizes;
    private final int[] strides;
    private final int last;
    private final int step;

    /**
     * Describes them.
     *
     * @param offset place of the first
     * @param sizes sizes of the dense array
     * @param strides for each axis how far the next element is
     */
    Strides(int offset, int[] sizes, int[] strides) {
        int[] someSizes = new int[sizes.length + 1];
        int[] someStrides = new int[sizes.length + 1];
        int rank = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == 1) {
                continue;
            }
            if (rank > 0 && someStrides[rank - 1] == sizes[axis] * strides[axis]) {
                someSizes[rank - 1] *= sizes[axis];
                someStrides[rank - 1] = strides[axis];
            } else {
                someSizes[rank] = sizes[axis];
                someStrides[rank++] = strides[axis];
            }
        }
        if (rank == 0) {
            someSizes[rank] = 1;
            someStrides[rank++] = 1;
        }
        this.offset = offset;
        this.sizes = Arrays.copyOf(someSizes, rank);
        this.strides = Arrays.copyOf(someStrides, rank);
        last = this.sizes[rank - 1];
        step = this.strides[rank - 1];
    }

    /** For each axis of a dense array how far the next element is. */
    static int[] dense(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.size(axis);
        }
        return strides;
    }

    /** An array repeated to a larger shape. */
    static Strides broadcast(Shape from, Shape to) {
        int[] dense = dense(from);
        int[] strides = new int[to.rank()];
        int skipped = to.rank() - from.rank();
        for (int axis = skipped; axis < strides.length; axis++) {
            strides[axis] = from.size(axis - skipped) == 1 ? 0 : dense[axis - skipped];
        }
        return new Strides(0, to.sizes(), strides);
    }

    /** An array's sizes once its axes are joined. */
    int[] sizes() {
        return sizes.clone();
    }

    /** How far the next element is along each of {@link #sizes}. */
    int[] strides() {
        return strides.clone();
    }

    /** Reads elements from a place of the dense array on. */
    void gather(FloatBuffer buffer, int from, float[] into, int length) {
        int row = from / last;
        int column = from % last;
        int place = place(row);
        for (int done = 0; done < length; column = 0) {
            int run = Math.min(last - column, length - done);
            int start = place + column * step;
            if (step == 0) {
                Arrays.fill(into, done, done + run, buffer.get(start));
            } else if (step == 1 && run > SHORT) {
                buffer.get(start, into, done, run);
            } else {
                pick(buffer, start, step, into, done, run);
            }
            done += run;
            place = next(place, ++row);
        }
    }

    /** Writes elements to a place of the dense array on. */
    void scatter(float[] from, FloatBuffer buffer, int to, int length) {
        int row = to / last;
        int column = to % last;
        int place = place(row);
        for (int done = 0; done < length; column = 0) {
            int run = Math.min(last - column, length - done);
            int start = place + column * step;
            if (step == 1 && run > SHORT) {
                buffer.put(start, from, done, run);
            } else {
                spread(from, done, buffer, start, step, run);
            }
            done += run;
            place = next(place, ++row);
        }
    }

    private static void pick(
            FloatBuffer buffer, int start, int step, float[] into, int to, int run) {
        for (int i = 0, place = start; i < run; i++, place += step) {
            into[to + i] = buffer.get(place);
        }
    }

    private static void spread(
            float[] from, int at, FloatBuffer buffer, int start, int step, int run) {
        for (int i = 0, place = start; i < run; i++, place += step) {
            buffer.put(place, from[at + i]);
        }
    }

    private int next(int place, int row) {
        if (sizes.length < 2) {
            return offset;
        }
        int axis = sizes.length - 2;
        return row % sizes[axis] == 0 ? place(row) : place + strides[axis];
    }

    private int place(int row) {
        int place = offset;
        int left = row;
        for (int axis = sizes.length - 2; axis >= 0; axis--) {
            place += left % sizes[axis] * strides[axis];
            left /= sizes[axis];
        }
        return place;
    }
}
