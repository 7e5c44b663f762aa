package org.burst4j.engine.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;

/** The same numbers in another shape or order. */
final class LayoutRules {
    /** How the operation's arguments say that numbers are read and written row by row. */
    private static final int ROW_MAJOR = -99;

    private static final int COLUMN_MAJOR = -102;

    private LayoutRules() {}

    static void addTo(Map<String, Rule> rules) {
        rules.put("reshape", LayoutRules::reshape);
        rules.put("expand_dims", LayoutRules::expandDims);
        rules.put("squeeze", LayoutRules::squeeze);
        rules.put("flatten_2d", LayoutRules::flatten);
        rules.put("permute", LayoutRules::permute);
        rules.put("transpose", LayoutRules::permute);
        rules.put("concat", LayoutRules::concat);
        rules.put("stack", LayoutRules::stack);
        rules.put("tile", LayoutRules::tile);
        rules.put("broadcast_to", LayoutRules::broadcastTo);
    }

    private static boolean reshape(Call call) {
        int[] sizes = call.integers();
        boolean columns = sizes.length > 0 && sizes[0] == COLUMN_MAJOR;
        if (sizes.length > 0 && (sizes[0] == ROW_MAJOR || columns)) {
            sizes = Arrays.copyOfRange(sizes, 1, sizes.length);
        }
        if (call.inputs() == 2) {
            sizes = call.sizes(1);
        }
        if (sizes == null || columns) {
            return false;
        }
        Value x = call.value(0);
        return call.reshaped(x, completed(x.shape().elements(), sizes.clone()));
    }

    /** The size that is left open is what makes the number of elements right. */
    private static Shape completed(int elements, int... sizes) {
        int open = -1;
        int others = 1;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == -1) {
                open = axis;
            } else {
                others *= sizes[axis];
            }
        }
        if (open >= 0) {
            sizes[open] = others == 0 ? 0 : elements / others;
        }
        Shape shape = Variables.shape(ShapeRules.longs(sizes));
        if (shape.elements() != elements) {
            throw new UnplannableGraphException(
                    elements + " numbers cannot have the shape " + shape);
        }
        return shape;
    }

    private static boolean expandDims(Call call) {
        int[] axes = call.inputs() == 2 ? call.sizes(1) : call.integers();
        if (axes == null || axes.length != 1) {
            return false;
        }
        Value x = call.value(0);
        return call.reshaped(x, widened(x.shape(), axes[0]));
    }

    private static Shape widened(Shape shape, int axis) {
        List<Integer> sizes = list(shape);
        sizes.add(Call.axis(axis, shape.rank() + 1), 1);
        return shape(sizes);
    }

    private static boolean squeeze(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        int[] given = call.inputs() == 2 ? call.sizes(1) : call.integers();
        if (given == null) {
            return false;
        }
        List<Integer> axes = Arrays.stream(given).mapToObj(axis -> Call.axis(axis, rank)).toList();
        List<Integer> sizes = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            boolean goes = axes.isEmpty() ? x.shape().size(axis) == 1 : axes.contains(axis);
            if (!goes || x.shape().size(axis) != 1) {
                sizes.add(x.shape().size(axis));
            }
        }
        return call.reshaped(x, shape(sizes));
    }

    private static boolean flatten(Call call) {
        Value x = call.value(0);
        int axis = call.integer(0, 1);
        int rows = Arrays.stream(x.shape().sizes()).limit(axis).reduce(1, (a, b) -> a * b);
        return axis >= 0 && call.reshaped(x, Shape.of(rows, x.shape().elements() / rows));
    }

    private static boolean permute(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        int[] axes = call.inputs() == 2 ? call.sizes(1) : call.integers();
        if (axes == null) {
            return false;
        }
        List<Integer> order =
                axes.length == 0
                        ? IntStream.range(0, rank).mapToObj(axis -> rank - 1 - axis).toList()
                        : Arrays.stream(axes).mapToObj(axis -> Call.axis(axis, rank)).toList();
        return order.size() == rank
                && (inOrder(order) ? call.alias(x) : call.give(new Op.Permute(order), x));
    }

    private static boolean inOrder(List<Integer> axes) {
        return IntStream.range(0, axes.size()).allMatch(axis -> axes.get(axis) == axis);
    }

    private static boolean concat(Call call) {
        boolean lastIsAxis = call.truth(0);
        int count = call.inputs() - (lastIsAxis ? 1 : 0);
        int[] axis = lastIsAxis ? call.sizes(count) : call.integers();
        if (axis == null || axis.length == 0 || count == 0) {
            return false;
        }
        Value[] parts = IntStream.range(0, count).mapToObj(call::value).toArray(Value[]::new);
        return joined(call, Call.axis(axis[0], parts[0].shape().rank()), parts);
    }

    private static boolean joined(Call call, int axis, Value... parts) {
        return parts.length == 1 ? call.alias(parts[0]) : call.give(new Op.Concat(axis), parts);
    }

    private static boolean stack(Call call) {
        int rank = call.value(0).shape().rank();
        int axis = Call.axis(call.integer(0, 0), rank + 1);
        Value[] parts = new Value[call.inputs()];
        for (int i = 0; i < parts.length; i++) {
            Value part = call.value(i);
            parts[i] = call.add(new Op.Reshape(widened(part.shape(), axis)), part);
        }
        return joined(call, axis, parts);
    }

    private static boolean tile(Call call) {
        Value x = call.value(0);
        int[] times = call.inputs() == 2 ? call.sizes(1) : call.integers();
        if (times == null || times.length != x.shape().rank()) {
            return false;
        }
        int rank = times.length;
        int[] apart = new int[2 * rank];
        int[] repeated = new int[2 * rank];
        int[] sizes = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int size = x.shape().size(axis);
            apart[2 * axis] = 1;
            apart[2 * axis + 1] = size;
            repeated[2 * axis] = times[axis];
            repeated[2 * axis + 1] = size;
            sizes[axis] = times[axis] * size;
        }
        Shape whole = Variables.shape(ShapeRules.longs(sizes));
        boolean ones =
                IntStream.range(0, rank)
                        .allMatch(axis -> times[axis] == 1 || x.shape().size(axis) == 1);
        if (ones) {
            return call.give(new Op.Broadcast(whole), x);
        }
        Value wide = call.add(new Op.Reshape(Shape.of(apart)), x);
        return call.reshaped(call.add(new Op.Broadcast(Shape.of(repeated)), wide), whole);
    }

    private static boolean broadcastTo(Call call) {
        int[] sizes = call.sizes(1);
        return sizes != null
                && call.give(
                        new Op.Broadcast(Variables.shape(ShapeRules.longs(sizes))), call.value(0));
    }

    private static List<Integer> list(Shape shape) {
        List<Integer> sizes = new ArrayList<>();
        Arrays.stream(shape.sizes()).forEach(sizes::add);
        return sizes;
    }

    private static Shape shape(List<Integer> sizes) {
        return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }
}
