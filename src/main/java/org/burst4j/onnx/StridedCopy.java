package org.burst4j.onnx;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies a strided view into an array of its own, in one pass.
 *
 * <p>Where the last axis is not the one whose elements lie side by side, squares of both axes are
 * turned one at a time, so that reading and writing both stay within the cache.
 */
final class StridedCopy {
    private static final int TILE = 64;
    private static final int CHUNK = 1 << 14;

    private final Elements from;
    private final long[] shape;
    private final long[] strides;
    private final FloatBuffer to;
    private final float[] chunk = new float[CHUNK];
    private final float[] turned = new float[TILE * TILE];

    private StridedCopy(Elements from, long[] shape, long[] strides, FloatBuffer to) {
        this.from = from;
        this.shape = shape;
        this.strides = strides;
        this.to = to;
    }

    static INDArray toArray(Elements from, long[] shape, long[] strides, int offset) {
        if (shape.length == 0) {
            return Nd4j.scalar(DataType.FLOAT, from.get(offset));
        }
        int size = Shapes.size(shape);
        if (size == 0) {
            return Nd4j.create(DataType.FLOAT, shape);
        }
        if (Nd4j.getEnvironment().isCPU()) {
            INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
            copy(from, shape, strides, offset, array.data().asNioFloat());
            return array;
        }
        float[] values = new float[size];
        copy(from, shape, strides, offset, FloatBuffer.wrap(values));
        return Nd4j.create(values, shape, 'c');
    }

    private static void copy(
            Elements from, long[] shape, long[] strides, int offset, FloatBuffer to) {
        if (Shapes.isDense(shape, strides)) {
            long[] flat = {Shapes.size(shape)};
            new StridedCopy(from, flat, new long[] {1}, to).rows(0, offset, 0);
            return;
        }
        StridedCopy copy = new StridedCopy(from, shape, strides, to);
        int last = shape.length - 1;
        int near = last;
        for (int axis = 0; axis < last; axis++) {
            if (strides[last] != 1 && strides[axis] == 1 && shape[axis] > 1) {
                near = axis;
            }
        }
        if (near == last) {
            copy.rows(0, offset, 0);
        } else {
            copy.squares(0, near, offset, 0);
        }
    }

    /** Copies along the last axis, for all places on the axes from the given one on. */
    private void rows(int axis, long at, long target) {
        int last = shape.length - 1;
        if (axis < last) {
            long step = Shapes.strides(shape)[axis];
            for (long i = 0; i < shape[axis]; i++) {
                rows(axis + 1, at + i * strides[axis], target + i * step);
            }
            return;
        }
        for (int start = 0; start < shape[last]; start += CHUNK) {
            int count = (int) Math.min(CHUNK, shape[last] - start);
            if (strides[last] == 1) {
                from.floats((int) at + start, count, chunk, 0);
            } else {
                for (int i = 0; i < count; i++) {
                    chunk[i] = (float) from.get((int) (at + (start + i) * strides[last]));
                }
            }
            to.put((int) target + start, chunk, 0, count);
        }
    }

    /** Turns squares of the last axis and the near one, whose elements lie side by side. */
    private void squares(int axis, int near, long at, long target) {
        int last = shape.length - 1;
        long[] steps = Shapes.strides(shape);
        if (axis < last) {
            long count = axis == near ? 1 : shape[axis];
            for (long i = 0; i < count; i++) {
                squares(axis + 1, near, at + i * strides[axis], target + i * steps[axis]);
            }
            return;
        }
        for (int row = 0; row < shape[near]; row += TILE) {
            int rows = (int) Math.min(TILE, shape[near] - row);
            for (int column = 0; column < shape[last]; column += TILE) {
                int columns = (int) Math.min(TILE, shape[last] - column);
                for (int i = 0; i < columns; i++) {
                    long place = at + row + (column + i) * strides[last];
                    from.floats((int) place, rows, chunk, 0);
                    for (int j = 0; j < rows; j++) {
                        turned[j * TILE + i] = chunk[j];
                    }
                }
                for (int j = 0; j < rows; j++) {
                    long place = target + (row + j) * steps[near] + column;
                    to.put((int) place, turned, j * TILE, columns);
                }
            }
        }
    }
}
