package org.burst4j.onnx;

import java.util.Arrays;
import java.util.Map;

/** Operations that only rearrange elements. */
final class LayoutRules {
    private LayoutRules() {}

    static void addTo(Map<String, Evaluator.Rule> rules) {
        rules.put("Shape", LayoutRules::shapeOf);
        rules.put(
                "Size",
                call -> OnnxTensor.of(ElementType.INT64, new long[0], i -> call.in(0).size()));
        rules.put("Reshape", LayoutRules::reshape);
        rules.put("Flatten", LayoutRules::flatten);
        rules.put("Unsqueeze", LayoutRules::unsqueeze);
        rules.put("Squeeze", LayoutRules::squeeze);
        rules.put("Transpose", LayoutRules::transpose);
        rules.put("Expand", LayoutRules::expand);
        rules.put("Tile", LayoutRules::tile);
        rules.put("Concat", LayoutRules::concat);
        rules.put("Slice", LayoutRules::slice);
    }

    private static OnnxTensor sameOrder(Call call, long[] shape) {
        if (!call.in(0).reshapesFreely(shape)) {
            call.spend(call.in(0).size());
        }
        return call.in(0).reshaped(shape);
    }

    private static OnnxTensor shapeOf(Call call) {
        long[] shape = call.shape(0);
        int start = clampAxis(call.node().integer("start", 0), shape.length);
        int end = clampAxis(call.node().integer("end", shape.length), shape.length);
        return OnnxTensor.ofLongs(Arrays.copyOfRange(shape, start, Math.max(start, end)));
    }

    private static int clampAxis(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    private static OnnxTensor reshape(Call call) {
        long[] from = call.shape(0);
        long[] to = call.longs(1);
        boolean zeroIsZero = call.node().integer("allowzero", 0) == 1;
        long known = 1;
        int open = -1;
        for (int i = 0; i < to.length; i++) {
            if (to[i] == 0 && !zeroIsZero) {
                to[i] = from[i];
            }
            if (to[i] == -1) {
                open = i;
            } else {
                known = Math.multiplyExact(known, to[i]);
            }
        }
        if (open >= 0) {
            to[open] = call.in(0).size() / known;
        }
        return sameOrder(call, to);
    }

    private static OnnxTensor flatten(Call call) {
        long[] shape = call.shape(0);
        long axis = call.node().integer("axis", 1);
        long rows = 1;
        for (int i = 0; i < (axis < 0 ? axis + shape.length : axis); i++) {
            rows *= shape[i];
        }
        return sameOrder(call, new long[] {rows, rows == 0 ? 0 : call.in(0).size() / rows});
    }

    private static OnnxTensor unsqueeze(Call call) {
        long[] from = call.shape(0);
        long[] axes = call.axes(1);
        if (axes == null) {
            throw new ArithmeticException("no axes");
        }
        long[] to = new long[from.length + axes.length];
        for (long axis : axes) {
            to[Shapes.axis(axis, to.length)] = 1;
        }
        int next = 0;
        for (int i = 0; i < to.length; i++) {
            if (to[i] == 0) {
                to[i] = from[next++];
            }
        }
        return sameOrder(call, to);
    }

    private static OnnxTensor squeeze(Call call) {
        long[] from = call.shape(0);
        long[] axes = call.axes(1);
        boolean[] gone = new boolean[from.length];
        for (int i = 0; i < from.length; i++) {
            gone[i] = axes == null && from[i] == 1;
        }
        if (axes != null) {
            for (long axis : axes) {
                gone[Shapes.axis(axis, from.length)] = true;
            }
        }
        long[] to = new long[from.length];
        int rank = 0;
        for (int i = 0; i < from.length; i++) {
            if (!gone[i]) {
                to[rank++] = from[i];
            }
        }
        return sameOrder(call, Arrays.copyOf(to, rank));
    }

    private static OnnxTensor transpose(Call call) {
        long[] from = call.shape(0);
        long[] reversed = new long[from.length];
        Arrays.setAll(reversed, i -> from.length - 1 - i);
        long[] order = call.node().integers("perm", reversed);
        return call.in(0).permuted(order);
    }

    private static OnnxTensor expand(Call call) {
        long[] to = Shapes.broadcast(call.shape(0), call.longs(1));
        return call.in(0).expanded(to);
    }

    private static OnnxTensor tile(Call call) {
        long[] from = call.shape(0);
        long[] repeats = call.longs(1);
        long[] to = new long[from.length];
        Arrays.setAll(to, i -> Math.multiplyExact(from[i], repeats[i]));
        long[] strides = Shapes.strides(from);
        return call.result(
                call.in(0).type(),
                to,
                index -> {
                    long rest = index;
                    long at = 0;
                    for (int axis = to.length - 1; axis >= 0; axis--) {
                        at += rest % to[axis] % from[axis] * strides[axis];
                        rest /= to[axis];
                    }
                    return call.in(0).get((int) at);
                });
    }

    private static OnnxTensor concat(Call call) {
        int axis = Shapes.axis(call.node().integer("axis", 0), call.in(0).rank());
        long[] to = call.shape(0);
        for (int input = 1; input < call.count(); input++) {
            to[axis] += call.shape(input)[axis];
        }
        long inner = 1;
        for (int i = axis + 1; i < to.length; i++) {
            inner *= to[i];
        }
        long block = inner * to[axis];
        long step = inner;
        return call.result(
                call.in(0).type(),
                to,
                index -> {
                    long outer = index / block;
                    long rest = index % block;
                    int input = 0;
                    long width = call.shape(0)[axis] * step;
                    while (rest >= width) {
                        rest -= width;
                        width = call.shape(++input)[axis] * step;
                    }
                    return call.in(input).get((int) (outer * width + rest));
                });
    }

    /** Starts, ends, axes and steps are inputs from opset 10 on, attributes before. */
    private static OnnxTensor slice(Call call) {
        long[] from = call.shape(0);
        long[] starts = call.has(1) ? call.longs(1) : call.node().integers("starts");
        long[] ends = call.has(2) ? call.longs(2) : call.node().integers("ends");
        long[] axes = call.axes(3);
        long[] steps = call.has(4) ? call.longs(4) : null;
        OnnxTensor result = call.in(0);
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : Shapes.axis(axes[i], from.length);
            long size = from[axis];
            long step = steps == null ? 1 : steps[i];
            long last = step > 0 ? size : size - 1;
            long first = step > 0 ? 0 : -1;
            long start = clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, last);
            long end = clamp(ends[i] < 0 ? ends[i] + size : ends[i], first, last);
            long count = step > 0 ? end - start + step - 1 : start - end - step - 1;
            result = result.sliced(axis, start, Math.max(0, count / Math.abs(step)), step);
        }
        return result;
    }

    private static long clamp(long value, long low, long high) {
        return Math.max(low, Math.min(high, value));
    }
}
