package org.burst4j.engine.ir;

import java.util.List;

/** Where elements of one array are found in another. */
final class Places {
    private Places() {}

    /** Distance of neighbours along each axis of a dense, row-major array. */
    static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.size(axis);
        }
        return strides;
    }

    /** For each element of a shape, in row-major order: base + its index times the strides. */
    static int[] of(Shape shape, int base, int[] strides) {
        int[] places = new int[shape.elements()];
        int[] index = new int[shape.rank()];
        for (int i = 0; i < places.length; i++) {
            int place = base;
            for (int axis = 0; axis < index.length; axis++) {
                place += index[axis] * strides[axis];
            }
            places[i] = place;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis]++;
                if (index[axis] < shape.size(axis)) {
                    break;
                }
                index[axis] = 0;
            }
        }
        return places;
    }

    /** For each element of the wide shape the element of the narrow one, by NumPy's rule. */
    static int[] broadcast(Shape narrow, Shape wide) {
        int[] own = strides(narrow);
        int[] strides = new int[wide.rank()];
        int offset = wide.rank() - narrow.rank();
        for (int axis = 0; axis < narrow.rank(); axis++) {
            strides[axis + offset] = narrow.size(axis) == 1 ? 0 : own[axis];
        }
        return of(wide, 0, strides);
    }

    /** For each element of a reduction's input its output's element. */
    static int[] reduce(Shape input, List<Integer> axes) {
        int[] sizes = input.sizes();
        axes.forEach(axis -> sizes[axis] = 1);
        return broadcast(Shape.of(sizes), input);
    }

    /** For each element of a slice its place in the whole. */
    static int[] slice(
            List<Integer> begin,
            List<Integer> stride,
            Shape part,
            Shape whole) {
        int[] own = strides(whole);
        int base = 0;
        for (int axis = 0; axis < own.length; axis++) {
            base += begin.get(axis) * own[axis];
            own[axis] *= stride.get(axis);
        }
        return of(part, base, own);
    }
}
