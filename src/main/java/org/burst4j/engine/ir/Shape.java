package org.burst4j.engine.ir;

import java.util.Arrays;
import org.burst4j.ModelException;

/** The sizes of a dense, row-major array of floats. A scalar has none. */
public final class Shape {
    /** So that a number of bytes fits an int. */
    private static final long MOST_ELEMENTS = 1L << 29;

    private final int[] sizes;

    private Shape(int[] sizes) {
        this.sizes = sizes;
    }

    /**
     * A shape.
     *
     * @param sizes each at least 1
     * @return the shape
     * @throws ModelException if a size is below 1
     * @throws UnplannableGraphException if there are 2^29 elements or more
     */
    public static Shape of(int... sizes) {
        long elements = 1;
        for (int size : sizes) {
            elements *= size;
            if (size < 1) {
                throw new ModelException(
                        "an array of shape " + Arrays.toString(sizes) + " would be empty",
                        "Give longer clips: one is too short for this network.");
            } else if (elements >= MOST_ELEMENTS) {
                throw new UnplannableGraphException(
                        "an array of shape "
                                + Arrays.toString(sizes)
                                + " has 2^29 elements or more; smaller batches have less");
            }
        }
        return new Shape(sizes.clone());
    }

    /**
     * A shape from ND4J's.
     *
     * @param sizes each at least 1
     * @return the shape
     */
    public static Shape of(long[] sizes) {
        return of(Arrays.stream(sizes).mapToInt(size -> (int) Math.min(size, 1L << 30)).toArray());
    }

    /**
     * Number of axes.
     *
     * @return 0 for a scalar
     */
    public int rank() {
        return sizes.length;
    }

    /**
     * The size of one axis.
     *
     * @param axis from 0, or from the end if negative
     * @return at least 1
     */
    public int size(int axis) {
        return sizes[axis < 0 ? axis + sizes.length : axis];
    }

    /**
     * Number of elements.
     *
     * @return 1 for a scalar
     */
    public int elements() {
        int elements = 1;
        for (int size : sizes) {
            elements *= size;
        }
        return elements;
    }

    /**
     * Elements of one row: the last axis.
     *
     * @return 1 for a scalar
     */
    public int columns() {
        return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
    }

    /**
     * Number of rows: all axes but the last together.
     *
     * @return at least 1
     */
    public int rows() {
        return elements() / columns();
    }

    /**
     * All sizes.
     *
     * @return a copy
     */
    public int[] sizes() {
        return sizes.clone();
    }

    /**
     * All sizes.
     *
     * @return as ND4J takes them
     */
    public long[] longs() {
        return Arrays.stream(sizes).asLongStream().toArray();
    }

    /**
     * The shape of an element-wise result of two arrays, by NumPy's rule.
     *
     * @param other the other's shape
     * @return the common shape
     * @throws ModelException if two sizes differ and neither is 1
     */
    public Shape with(Shape other) {
        int rank = Math.max(rank(), other.rank());
        int[] common = new int[rank];
        for (int axis = 1; axis <= rank; axis++) {
            int a = axis <= rank() ? sizes[rank() - axis] : 1;
            int b = axis <= other.rank() ? other.sizes[other.rank() - axis] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new ModelException(
                        "shapes " + this + " and " + other + " do not fit together",
                        "This is a defect of the graph.");
            }
            common[rank - axis] = Math.max(a, b);
        }
        return of(common);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
