package org.burst4j.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** Operations that make, look up, scatter and sum elements. */
final class IndexRules {
    private IndexRules() {}

    static void addTo(Map<String, Evaluator.Rule> rules) {
        rules.put("Constant", IndexRules::constant);
        rules.put("ConstantOfShape", IndexRules::constantOfShape);
        rules.put("Range", IndexRules::range);
        rules.put("Gather", IndexRules::gather);
        rules.put("GatherND", IndexRules::gatherNd);
        rules.put("ScatterND", IndexRules::scatterNd);
        rules.put("CumSum", IndexRules::cumSum);
        rules.put("ReduceSum", call -> reduce(call, 0, Double::sum));
        rules.put("ReduceMax", call -> reduce(call, Double.NEGATIVE_INFINITY, Math::max));
        rules.put("ReduceMin", call -> reduce(call, Double.POSITIVE_INFINITY, Math::min));
        rules.put("ReduceProd", call -> reduce(call, 1, (a, b) -> a * b));
        rules.put("ReduceMean", IndexRules::mean);
        rules.put("ReduceSumSquare", call -> reduce(call, 0, (sum, a) -> sum + a * a));
        rules.put("ReduceL2", IndexRules::length);
    }

    private static OnnxTensor constant(Call call) {
        OnnxNode node = call.node();
        if (node.tensor("value") != null) {
            return node.tensor("value");
        }
        if (node.has("value_ints")) {
            return OnnxTensor.ofLongs(node.integers("value_ints"));
        }
        if (node.has("value_int")) {
            long value = node.integer("value_int", 0);
            return OnnxTensor.of(ElementType.INT64, new long[0], i -> value);
        }
        if (node.has("value_float")) {
            double value = node.real("value_float", 0);
            return OnnxTensor.of(ElementType.FLOAT, new long[0], i -> value);
        }
        throw new ArithmeticException("a constant of the attributes " + node.attributes().keySet());
    }

    private static OnnxTensor constantOfShape(Call call) {
        OnnxTensor value = call.node().tensor("value");
        ElementType type = value == null ? ElementType.FLOAT : value.type();
        double number = value == null ? 0 : value.get(0);
        return call.result(type, call.longs(0), i -> number);
    }

    private static OnnxTensor range(Call call) {
        double start = call.solid(0).get(0);
        double limit = call.solid(1).get(0);
        double step = call.solid(2).get(0);
        long count = Math.max(0, (long) Math.ceil((limit - start) / step));
        return call.result(call.in(0).type(), new long[] {count}, i -> start + i * step);
    }

    private static OnnxTensor gather(Call call) {
        long[] data = call.shape(0);
        long[] picks = call.shape(1);
        int axis = Shapes.axis(call.node().integer("axis", 0), data.length);
        long[] to = new long[data.length - 1 + picks.length];
        System.arraycopy(data, 0, to, 0, axis);
        System.arraycopy(picks, 0, to, axis, picks.length);
        System.arraycopy(data, axis + 1, to, axis + picks.length, data.length - axis - 1);
        int inner = Shapes.size(Arrays.copyOfRange(data, axis + 1, data.length));
        int count = Shapes.size(picks);
        long size = data[axis];
        return call.result(
                call.in(0).type(),
                to,
                i -> {
                    long outer = i / ((long) inner * count);
                    long pick = (long) call.in(1).get(i / inner % count);
                    long at = checked(pick, size);
                    return call.in(0).get((int) ((outer * size + at) * inner + i % inner));
                });
    }

    private static long checked(long index, long size) {
        long at = index < 0 ? index + size : index;
        if (at < 0 || at >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return at;
    }

    /** Where an index tuple of the last axis points to, in elements. */
    private static int pointed(OnnxTensor indices, int tuple, int width, long[] data) {
        long[] strides = Shapes.strides(data);
        long at = 0;
        for (int i = 0; i < width; i++) {
            at += checked((long) indices.get(tuple * width + i), data[i]) * strides[i];
        }
        return (int) at;
    }

    private static OnnxTensor gatherNd(Call call) {
        if (call.node().integer("batch_dims", 0) != 0) {
            throw new ArithmeticException("batch_dims other than 0");
        }
        long[] data = call.shape(0);
        long[] indices = call.shape(1);
        int width = (int) indices[indices.length - 1];
        int outer = indices.length - 1;
        long[] to = new long[outer + data.length - width];
        System.arraycopy(indices, 0, to, 0, outer);
        System.arraycopy(data, width, to, outer, data.length - width);
        int inner = Shapes.size(Arrays.copyOfRange(data, width, data.length));
        return call.result(
                call.in(0).type(),
                to,
                i -> call.in(0).get(pointed(call.in(1), i / inner, width, data) + i % inner));
    }

    private static OnnxTensor scatterNd(Call call) {
        if (!call.node().text("reduction", "none").equals("none")) {
            throw new ArithmeticException("a reduction");
        }
        long[] data = call.shape(0);
        if (call.anyHollow()) {
            return OnnxTensor.hollow(call.in(0).type(), data);
        }
        long[] indices = call.shape(1);
        int width = (int) indices[indices.length - 1];
        int inner = Shapes.size(Arrays.copyOfRange(data, width, data.length));
        call.spend((long) call.in(0).size() + call.in(2).size());
        double[] values = new double[call.in(0).size()];
        Arrays.setAll(values, call.in(0)::get);
        for (int i = 0; i < call.in(2).size(); i++) {
            values[pointed(call.in(1), i / inner, width, data) + i % inner] = call.in(2).get(i);
        }
        return OnnxTensor.of(call.in(0).type(), data, i -> values[i]);
    }

    private static OnnxTensor cumSum(Call call) {
        if (call.node().integer("exclusive", 0) != 0) {
            throw new ArithmeticException("an exclusive sum");
        }
        long[] shape = call.shape(0);
        int axis = Shapes.axis(call.longs(1)[0], shape.length);
        if (call.anyHollow()) {
            return OnnxTensor.hollow(call.in(0).type(), shape);
        }
        boolean backwards = call.node().integer("reverse", 0) != 0;
        int step = (int) Shapes.strides(shape)[axis];
        call.spend(call.in(0).size());
        double[] sums = new double[call.in(0).size()];
        for (int i = 0; i < sums.length; i++) {
            int at = backwards ? sums.length - 1 - i : i;
            long along = at / step % shape[axis];
            boolean first = along == (backwards ? shape[axis] - 1 : 0);
            double before = first ? 0 : sums[backwards ? at + step : at - step];
            sums[at] = call.in(0).type().round(before + call.in(0).get(at));
        }
        return OnnxTensor.of(call.in(0).type(), shape, i -> sums[i]);
    }

    private static OnnxTensor mean(Call call) {
        OnnxTensor sum = reduce(call, 0, Double::sum);
        double count = call.in(0).size() / (double) Math.max(1, sum.size());
        return call.result(sum.type(), sum.shape(), i -> sum.get(i) / count);
    }

    private static OnnxTensor length(Call call) {
        OnnxTensor squares = reduce(call, 0, (sum, a) -> sum + a * a);
        return squares.isHollow()
                ? squares
                : OnnxTensor.of(squares.type(), squares.shape(), i -> Math.sqrt(squares.get(i)));
    }

    private static OnnxTensor reduce(Call call, double start, DoubleBinaryOperator operator) {
        long[] shape = call.shape(0);
        long[] axes = call.axes(1);
        boolean none = axes == null || axes.length == 0;
        if (none && call.node().integer("noop_with_empty_axes", 0) == 1) {
            return call.in(0);
        }
        boolean[] reduced = new boolean[shape.length];
        Arrays.fill(reduced, none);
        if (!none) {
            for (long axis : axes) {
                reduced[Shapes.axis(axis, shape.length)] = true;
            }
        }
        boolean keep = call.node().integer("keepdims", 1) == 1;
        long[] kept = shape.clone();
        long[] dropped = new long[shape.length];
        int rank = 0;
        for (int i = 0; i < shape.length; i++) {
            kept[i] = reduced[i] ? 1 : shape[i];
            if (!reduced[i]) {
                dropped[rank++] = shape[i];
            }
        }
        long[] to = keep ? kept : Arrays.copyOf(dropped, rank);
        if (call.anyHollow()) {
            return OnnxTensor.hollow(call.in(0).type(), to);
        }
        call.spend((long) call.in(0).size() + Shapes.size(to));
        double[] values = new double[Shapes.size(to)];
        Arrays.fill(values, start);
        var target = Shapes.reader(shape, kept);
        for (int i = 0; i < call.in(0).size(); i++) {
            int at = target.applyAsInt(i);
            values[at] = operator.applyAsDouble(values[at], call.in(0).get(i));
        }
        return OnnxTensor.of(call.in(0).type(), to, i -> values[i]);
    }
}
