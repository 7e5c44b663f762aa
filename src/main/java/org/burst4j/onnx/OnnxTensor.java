package org.burst4j.onnx;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.burst4j.ModelException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An immutable tensor: a view with strides of numbers that are kept elsewhere, often in the mapped
 * file itself; or a hollow one, of which only type and shape are known.
 *
 * <p>Rearranging a tensor makes another view and copies nothing. Values are read as doubles, which
 * hold integers exactly up to 2^53: shapes, lengths and indices lie far below. INT64_MAX, the usual
 * "to the end", becomes 2^63.
 */
final class OnnxTensor {
    /** Below this, a tensor may repeat its numbers and still become an array. */
    private static final int SMALL = 1 << 16;

    private final ElementType type;
    private final long[] shape;
    private final long[] strides;
    private final int offset;
    private final int size;
    private final Elements elements;
    private final boolean dense;

    /** Takes over the arrays. */
    private OnnxTensor(
            ElementType type, long[] shape, long[] strides, int offset, Elements elements) {
        this.type = type;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.size = Shapes.size(shape);
        this.elements = elements;
        this.dense = Shapes.isDense(shape, strides);
    }

    static OnnxTensor hollow(ElementType type, long... shape) {
        return of(type, shape, (Elements) null);
    }

    /** Takes over the array. */
    static OnnxTensor ofFloats(float[] values, long... shape) {
        return of(ElementType.FLOAT, shape, Elements.of(values));
    }

    /** A view of numbers in row-major order. */
    static OnnxTensor of(ElementType type, long[] shape, Elements elements) {
        return new OnnxTensor(type, shape.clone(), Shapes.strides(shape), 0, elements);
    }

    /** Fills a tensor with what the function gives for each index, rounded to the type. */
    static OnnxTensor of(ElementType type, long[] shape, IntToDoubleFunction at) {
        int size = Shapes.size(shape);
        if (type == ElementType.FLOAT) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) at.applyAsDouble(i);
            }
            return of(type, shape, Elements.of(values));
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = type.round(at.applyAsDouble(i));
        }
        return of(type, shape, Elements.of(values));
    }

    static OnnxTensor ofLongs(long... values) {
        return of(ElementType.INT64, new long[] {values.length}, i -> values[i]);
    }

    ElementType type() {
        return type;
    }

    long[] shape() {
        return shape.clone();
    }

    int rank() {
        return shape.length;
    }

    int size() {
        return size;
    }

    boolean isHollow() {
        return elements == null;
    }

    /** The value at an index in row-major order of the shape. */
    double get(int index) {
        return elements.get(dense ? offset + index : place(index));
    }

    private int place(int index) {
        long rest = index;
        long at = offset;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            at += rest % shape[axis] * strides[axis];
            rest /= shape[axis];
        }
        return (int) at;
    }

    /** The same values under a type that holds them all. */
    OnnxTensor as(ElementType wider) {
        return wider == type ? this : new OnnxTensor(wider, shape, strides, offset, elements);
    }

    /** The axes in another order: axis i of the result is axis order[i] of this. */
    OnnxTensor permuted(long... order) {
        boolean[] taken = new boolean[shape.length];
        long[] to = new long[shape.length];
        long[] steps = new long[shape.length];
        if (order.length != shape.length) {
            throw new ArithmeticException("no order of axes: " + Arrays.toString(order));
        }
        for (int i = 0; i < shape.length; i++) {
            int axis = Shapes.axis(order[i], shape.length);
            if (taken[axis]) {
                throw new ArithmeticException("no order of axes: " + Arrays.toString(order));
            }
            taken[axis] = true;
            to[i] = shape[axis];
            steps[i] = strides[axis];
        }
        return new OnnxTensor(type, to, steps, offset, elements);
    }

    /** The same elements in the same order; a view if the strides allow it, as they mostly do. */
    OnnxTensor reshaped(long... to) {
        if (Shapes.size(to) != size) {
            throw new ArithmeticException(
                    "no reshape from " + Arrays.toString(shape) + " to " + Arrays.toString(to));
        }
        long[] steps = isHollow() ? Shapes.strides(to) : Shapes.restride(shape, strides, to);
        return steps == null
                ? of(type, to, this::get)
                : new OnnxTensor(type, to.clone(), steps, offset, elements);
    }

    /** Whether {@link #reshaped} can do without copying. */
    boolean reshapesFreely(long... to) {
        return isHollow() || Shapes.restride(shape, strides, to) != null;
    }

    /** Repeats axes of size 1, and repeats all along new axes in front. */
    OnnxTensor expanded(long... to) {
        long[] steps = new long[to.length];
        int shift = to.length - shape.length;
        for (int i = 0; i < shape.length; i++) {
            steps[i + shift] = shape[i] == 1 ? 0 : strides[i];
        }
        return new OnnxTensor(type, to.clone(), steps, offset, elements);
    }

    /** Every step-th of the elements along an axis; the step may be negative. */
    OnnxTensor sliced(int axis, long start, long count, long step) {
        long[] to = shape.clone();
        long[] steps = strides.clone();
        to[axis] = count;
        steps[axis] = strides[axis] * step;
        long first = Shapes.size(to) == 0 ? offset : offset + start * strides[axis];
        return new OnnxTensor(type, to, steps, (int) first, elements);
    }

    /** All values as integers; those beyond the range of long become its ends. */
    long[] longs() {
        long[] values = new long[size];
        Arrays.setAll(values, i -> (long) get(i));
        return values;
    }

    /**
     * A new FLOAT array with the values, of this shape and in 'c' order.
     *
     * @throws ModelException if the tensor repeats few numbers so often that no file held them all
     */
    INDArray toArray() {
        if (size > SMALL && size > elements.count()) {
            throw new ModelException(
                    "a weight " + this + " repeats " + elements.count() + " numbers",
                    "The file is damaged or not an encoder; export it again.");
        }
        return StridedCopy.toArray(elements, shape, strides, offset);
    }

    boolean sameAs(OnnxTensor other) {
        if (type != other.type || !Arrays.equals(shape, other.shape) || isHollow()) {
            return false;
        }
        if (other == this
                || (elements == other.elements
                        && offset == other.offset
                        && Arrays.equals(strides, other.strides))) {
            return true;
        }
        for (int i = 0; i < size; i++) {
            if (other.isHollow() || Double.compare(get(i), other.get(i)) != 0) {
                return false;
            }
        }
        return !other.isHollow();
    }

    /** Whether every value is the given one. */
    boolean isAll(double value) {
        if (isHollow()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (get(i) != value) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
