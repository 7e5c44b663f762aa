package org.burst4j.engine.derive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * Sums the gradients that come from all uses of a value. Sums are written as they come, so that no
 * more than one is alive; gradients of slices wait until all are there, as slices that lie side by
 * side make one array without a sum.
 */
final class GradientSums {
    private final GradientWriter writer;
    private final Map<Value, Value> sums = new HashMap<>();
    private final Map<Value, List<Part>> parts = new HashMap<>();

    /**
     * The gradient of a slice of a value.
     *
     * @param slice where it is
     * @param gradient of its elements
     */
    private record Part(Op.Slice slice, Value gradient) {}

    GradientSums(GradientWriter writer) {
        this.writer = writer;
    }

    /** Adds a gradient of a value. */
    void give(Value value, Value gradient) {
        if (!gradient.shape().equals(value.shape())) {
            throw new ModelException(
                    "the gradient of " + value + " has the shape " + gradient.shape(),
                    "This is a defect of the planned engine; use --engine samediff.");
        }
        sums.merge(value, gradient, (sum, more) -> writer.binary(BinaryKind.ADD, sum, more));
    }

    /** Adds a gradient of a part of a value. */
    void giveSlice(Value value, Op.Slice slice, Value gradient) {
        parts.computeIfAbsent(value, key -> new ArrayList<>()).add(new Part(slice, gradient));
    }

    /** The gradient of a value that has got all; null if nothing came. */
    Value take(Value value) {
        List<Part> slices = parts.remove(value);
        if (slices != null) {
            giveSlices(value, slices);
        }
        return sums.get(value);
    }

    private void giveSlices(Value value, List<Part> slices) {
        for (int axis = 0; axis < value.shape().rank(); axis++) {
            int along = axis;
            List<Part> runs =
                    slices.stream().filter(part -> isRun(part.slice(), value, along)).toList();
            if (runs.size() > 1 && runs.size() == slices.size() && giveRuns(value, runs, along)) {
                return;
            }
        }
        for (Part part : slices) {
            give(
                    value,
                    writer.add(
                            new Op.SliceGradient(
                                    part.slice().begin(), part.slice().stride(), value.shape()),
                            part.gradient()));
        }
    }

    /** Whether a slice is whole but along one axis. */
    private static boolean isRun(Op.Slice slice, Value value, int along) {
        for (int axis = 0; axis < value.shape().rank(); axis++) {
            boolean whole = slice.shape().size(axis) == value.shape().size(axis);
            if ((axis != along && !whole) || slice.stride().get(axis) != 1) {
                return false;
            }
        }
        return true;
    }

    /** Lays runs side by side, with zeros between; refuses runs that cut each other. */
    private boolean giveRuns(Value value, List<Part> runs, int axis) {
        Map<Integer, Value> byBegin = new TreeMap<>();
        List<Part> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingInt(part -> part.slice().begin().get(axis)));
        int end = 0;
        for (Part part : sorted) {
            int begin = part.slice().begin().get(axis);
            Value same = byBegin.get(begin);
            if (same != null && same.shape().equals(part.gradient().shape())) {
                continue;
            } else if (begin < end) {
                return false;
            }
            byBegin.put(begin, part.gradient());
            end = begin + part.slice().shape().size(axis);
        }
        byBegin.clear();
        for (Part part : runs) {
            byBegin.merge(
                    part.slice().begin().get(axis),
                    part.gradient(),
                    (sum, more) -> writer.binary(BinaryKind.ADD, sum, more));
        }
        List<Value> pieces = new ArrayList<>();
        int next = 0;
        for (Map.Entry<Integer, Value> run : byBegin.entrySet()) {
            addZeros(pieces, value.shape(), axis, run.getKey() - next);
            pieces.add(run.getValue());
            next = run.getKey() + run.getValue().shape().size(axis);
        }
        addZeros(pieces, value.shape(), axis, value.shape().size(axis) - next);
        give(
                value,
                pieces.size() == 1
                        ? pieces.get(0)
                        : writer.builder().addAll(new Op.Concat(axis), pieces).get(0));
        return true;
    }

    private void addZeros(List<Value> pieces, Shape shape, int axis, int size) {
        if (size > 0) {
            int[] sizes = shape.sizes();
            sizes[axis] = size;
            pieces.add(writer.add(new Op.Fill(Shape.of(sizes), 0)));
        }
    }

    /** A slice of stride 1 that begins at a place along one axis and is whole along the others. */
    static Op.Slice run(Shape part, int axis, int begin) {
        List<Integer> begins = new ArrayList<>(Collections.nCopies(part.rank(), 0));
        begins.set(axis, begin);
        return new Op.Slice(begins, Collections.nCopies(part.rank(), 1), part);
    }
}
