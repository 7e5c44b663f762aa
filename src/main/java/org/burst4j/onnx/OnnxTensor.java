package org.burst4j.onnx;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * An immutable tensor in row-major order; or a hollow one, of which only type and shape are known.
 *
 * <p>Floats are kept as floats, everything else as doubles, which hold integers exactly up to 2^53:
 * shapes, lengths and indices lie far below. INT64_MAX, the usual "to the end", becomes 2^63.
 */
final class OnnxTensor {
    private final ElementType type;
    private final long[] shape;
    private final float[] floats;
    private final double[] numbers;

    private OnnxTensor(ElementType type, long[] shape, float[] floats, double[] numbers) {
        this.type = type;
        this.shape = shape;
        this.floats = floats;
        this.numbers = numbers;
    }

    static OnnxTensor hollow(ElementType type, long... shape) {
        Shapes.size(shape);
        return new OnnxTensor(type, shape.clone(), null, null);
    }

    /** Takes over the array. */
    static OnnxTensor ofFloats(float[] values, long... shape) {
        return new OnnxTensor(ElementType.FLOAT, shape.clone(), values, null);
    }

    /** Fills a tensor with what the function gives for each index, rounded to the type. */
    static OnnxTensor of(ElementType type, long[] shape, IntToDoubleFunction at) {
        int size = Shapes.size(shape);
        if (type == ElementType.FLOAT) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) at.applyAsDouble(i);
            }
            return new OnnxTensor(type, shape.clone(), values, null);
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = type.round(at.applyAsDouble(i));
        }
        return new OnnxTensor(type, shape.clone(), null, values);
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
        return Shapes.size(shape);
    }

    boolean isHollow() {
        return floats == null && numbers == null;
    }

    double get(int index) {
        return floats != null ? floats[index] : numbers[index];
    }

    /** All values as integers; those beyond the range of long become its ends. */
    long[] longs() {
        long[] values = new long[size()];
        Arrays.setAll(values, i -> (long) get(i));
        return values;
    }

    /** A copy of the values as floats. */
    float[] floats() {
        if (floats != null) {
            return floats.clone();
        }
        float[] values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return values;
    }

    boolean sameAs(OnnxTensor other) {
        return type == other.type
                && Arrays.equals(shape, other.shape)
                && !isHollow()
                && Arrays.equals(floats, other.floats)
                && Arrays.equals(numbers, other.numbers);
    }

    /** Whether every value is the given one. */
    boolean isAll(double value) {
        if (isHollow()) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
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
