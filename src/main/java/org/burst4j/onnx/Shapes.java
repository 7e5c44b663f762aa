package org.burst4j.onnx;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.burst4j.ModelException;

/** Arithmetic on shapes. */
final class Shapes {
    /** More than any weight of an encoder; a bound on what a hostile file can make us allocate. */
    private static final long MAX_ELEMENTS = 1L << 28;

    /** More axes than any operation of an encoder knows. */
    static final int MAX_RANK = 32;

    private Shapes() {}

    /** The number of elements, at most {@code MAX_ELEMENTS}. */
    static int size(long[] shape) {
        checkRank(shape.length);
        long size = 1;
        for (long dimension : shape) {
            if (dimension < 0 || (dimension > 0 && size > MAX_ELEMENTS / dimension)) {
                throw new ModelException(
                        "a tensor of the shape "
                                + Arrays.toString(shape)
                                + " is not possible: expected sizes of at least 0 and at most "
                                + MAX_ELEMENTS
                                + " elements",
                        "The file is damaged or not an encoder; export it again.");
            }
            size *= dimension;
        }
        return (int) size;
    }

    private static void checkRank(int rank) {
        if (rank > MAX_RANK) {
            throw new ModelException(
                    "a tensor with " + rank + " axes is not possible here",
                    "The file is damaged or not an encoder; export it again.");
        }
    }

    /** Axis counted from the front; negative ones count from the back. */
    static int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= Math.max(rank, 1)) {
            throw new ModelException(
                    "axis " + axis + " of a tensor with " + rank + " axes does not exist",
                    "The file is damaged; export it again.");
        }
        return (int) counted;
    }

    /** The shape that both stretch to (NumPy's rule). */
    static long[] broadcast(long[] a, long[] b) {
        int rank = Math.max(a.length, b.length);
        checkRank(rank);
        long[] out = new long[rank];
        for (int i = 0; i < rank; i++) {
            long x = i < rank - a.length ? 1 : a[i - rank + a.length];
            long y = i < rank - b.length ? 1 : b[i - rank + b.length];
            if (x != y && x != 1 && y != 1) {
                throw new ModelException(
                        "shapes "
                                + Arrays.toString(a)
                                + " and "
                                + Arrays.toString(b)
                                + " do not fit together",
                        "The file is damaged, or was exported for one fixed length; export it with"
                                + " dynamic batch and length.");
            }
            out[i] = x == 1 ? y : x;
        }
        return out;
    }

    /** Row-major strides. */
    static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= shape[i];
        }
        return strides;
    }

    /** Whether the elements lie side by side in row-major order. */
    static boolean isDense(long[] shape, long[] strides) {
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != step) {
                return false;
            }
            step *= shape[i];
        }
        return true;
    }

    /**
     * The strides with which the elements of a view appear in the same order under another shape of
     * the same size, or null if no strides do that. Groups of axes of equal product on both sides
     * are paired; within a group the old axes must follow one another without gaps.
     */
    static long[] restride(long[] from, long[] strides, long[] to) {
        if (isDense(from, strides) || size(to) == 0) {
            return strides(to);
        }
        long[] out = new long[to.length];
        int old = from.length - 1;
        int next = to.length - 1;
        while (old >= 0 || next >= 0) {
            while (old >= 0 && from[old] == 1) {
                old--;
            }
            long step = old < 0 ? 1 : strides[old];
            long whole = 1;
            long covered = 1;
            if (old >= 0) {
                whole = from[old--];
            }
            while (next >= 0 && (covered < whole || to[next] == 1)) {
                out[next] = step * covered;
                covered *= to[next--];
                while (covered > whole && old >= 0) {
                    if (from[old] != 1 && strides[old] != step * whole) {
                        return null;
                    }
                    whole *= from[old--];
                }
            }
            if (covered != whole) {
                return null;
            }
        }
        return out;
    }

    /** From the index in the stretched shape to the index in the small one. */
    static IntUnaryOperator reader(long[] out, long[] in) {
        if (Arrays.equals(out, in)) {
            return i -> i;
        }
        long[] strides = new long[out.length];
        long[] own = strides(in);
        int shift = out.length - in.length;
        for (int i = 0; i < in.length; i++) {
            strides[i + shift] = in[i] == 1 ? 0 : own[i];
        }
        return walker(out, strides, 0);
    }

    /** From the index in row-major order to offset + sum of coordinate times stride. */
    static IntUnaryOperator walker(long[] shape, long[] strides, long offset) {
        return index -> {
            long rest = index;
            long at = offset;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                at += rest % shape[axis] * strides[axis];
                rest /= shape[axis];
            }
            return (int) at;
        };
    }
}
