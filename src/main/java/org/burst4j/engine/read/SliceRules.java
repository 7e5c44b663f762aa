package org.burst4j.engine.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** Parts of arrays. */
final class SliceRules {
    private SliceRules() {}

    static void addTo(Map<String, Rule> rules) {
        rules.put("slice", SliceRules::slice);
        rules.put("strided_slice", SliceRules::stridedSlice);
        rules.put("split", SliceRules::split);
        rules.put("unstack", SliceRules::unstack);
    }

    private static boolean slice(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        int[] begin;
        int[] size;
        if (call.inputs() == 3) {
            begin = call.sizes(1);
            size = call.sizes(2);
        } else {
            int[] all = call.integers();
            begin = Arrays.copyOf(all, all.length / 2);
            size = Arrays.copyOfRange(all, all.length / 2, all.length);
        }
        if (begin == null || size == null || begin.length != rank || size.length != rank) {
            return false;
        }
        int[] sizes = size.clone();
        for (int axis = 0; axis < rank; axis++) {
            if (sizes[axis] == -1) {
                sizes[axis] = x.shape().size(axis) - begin[axis];
            }
        }
        return call.give(
                new Op.Slice(
                        list(begin),
                        Collections.nCopies(rank, 1),
                        Variables.shape(ShapeRules.longs(sizes))),
                x);
    }

    private static boolean stridedSlice(Call call) {
        int[] all = call.integers();
        int count = (all.length - 5) / 3;
        int[] begin;
        int[] end;
        int[] stride;
        if (call.inputs() >= 3) {
            begin = call.sizes(1);
            end = call.sizes(2);
            stride = call.inputs() > 3 ? call.sizes(3) : null;
            if (begin != null && call.inputs() == 3) {
                stride = new int[begin.length];
                Arrays.fill(stride, 1);
            }
        } else if (all.length > 5 && all.length == 5 + 3 * count) {
            begin = Arrays.copyOfRange(all, 5, 5 + count);
            end = Arrays.copyOfRange(all, 5 + count, 5 + 2 * count);
            stride = Arrays.copyOfRange(all, 5 + 2 * count, 5 + 3 * count);
        } else {
            return false;
        }
        boolean complete = all.length >= 5 && begin != null && end != null && stride != null;
        boolean ellipsis = complete && all[1] != 0;
        if (!complete || ellipsis || Arrays.stream(stride).anyMatch(step -> step < 1)) {
            return false;
        }
        StridedSlice slice = new StridedSlice(all[0], all[2], all[3], all[4]);
        return slice.write(call, begin, end, stride);
    }

    private static boolean split(Call call) {
        int count = call.outputNames().size();
        int data = call.inputs() == 2 && call.isKnown(0) ? 1 : 0;
        int[] given = call.inputs() == 2 ? call.sizes(1 - data) : null;
        int axis = given == null ? call.integer(1, 0) : given[0];
        Value x = call.value(data);
        axis = Call.axis(axis, x.shape().rank());
        int part = x.shape().size(axis) / count;
        if (part * count != x.shape().size(axis) || (call.inputs() == 2 && given == null)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            call.alias(i, call.add(part(x.shape(), axis, i * part, part), x));
        }
        return true;
    }

    private static boolean unstack(Call call) {
        Value x = call.value(0);
        int axis = Call.axis(call.integer(0, 0), x.shape().rank());
        for (int i = 0; i < call.outputNames().size(); i++) {
            Op.Slice slice = part(x.shape(), axis, i, 1);
            List<Integer> sizes = new ArrayList<>(list(slice.shape().sizes()));
            sizes.remove(axis);
            Shape shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
            call.alias(i, call.add(new Op.Reshape(shape), call.add(slice, x)));
        }
        return true;
    }

    private static Op.Slice part(Shape shape, int axis, int from, int size) {
        int[] begin = new int[shape.rank()];
        begin[axis] = from;
        int[] sizes = shape.sizes();
        sizes[axis] = size;
        return new Op.Slice(list(begin), Collections.nCopies(shape.rank(), 1), Shape.of(sizes));
    }

    static List<Integer> list(int... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
