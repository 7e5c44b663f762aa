package org.burst4j.engine.read;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;
import org.nd4j.linalg.api.ops.BaseReduceOp;

/** One number of many, and softmax. */
final class ReduceRules {
    private ReduceRules() {}

    static void addTo(Map<String, Rule> rules) {
        put(rules, "reduce_sum", ReduceKind.SUM);
        put(rules, "reduce_mean", ReduceKind.MEAN);
        put(rules, "reduce_max", ReduceKind.MAX);
        put(rules, "reduce_min", ReduceKind.MIN);
        rules.put("argmax", ReduceRules::argMax);
        rules.put("softmax", ReduceRules::softmax);
    }

    private static void put(Map<String, Rule> rules, String name, ReduceKind kind) {
        rules.put(name, call -> reduce(call, kind));
    }

    private static boolean reduce(Call call, ReduceKind kind) {
        if (!(call.function() instanceof BaseReduceOp op) || call.inputs() > 2) {
            return false;
        }
        int[] given = call.inputs() == 2 ? call.sizes(1) : op.getDimensions();
        if (call.inputs() == 2 && given == null) {
            return false;
        }
        Value x = call.value(0);
        int rank = x.shape().rank();
        if (rank == 0) {
            return call.alias(x);
        }
        return call.give(new Op.Reduce(kind, axes(given, rank), op.isKeepDims()), x);
    }

    /** No axes at all, or one that no array has, stand for all. */
    private static List<Integer> axes(int[] given, int rank) {
        boolean all =
                given == null
                        || given.length == 0
                        || Arrays.stream(given).anyMatch(axis -> axis == Integer.MAX_VALUE);
        return all
                ? IntStream.range(0, rank).boxed().toList()
                : Arrays.stream(given)
                        .map(axis -> Call.axis(axis, rank))
                        .sorted()
                        .distinct()
                        .boxed()
                        .toList();
    }

    private static boolean argMax(Call call) {
        int[] axes = call.inputs() == 2 ? call.sizes(1) : call.integers();
        if (axes == null || axes.length != 1) {
            return false;
        }
        Value x = call.value(0);
        int axis = Call.axis(axes[0], x.shape().rank());
        Op.ArgMax op = new Op.ArgMax(axis);
        if (!call.truth(0)) {
            return call.give(op, x);
        }
        int[] sizes = x.shape().sizes();
        sizes[axis] = 1;
        return call.reshaped(call.add(op, x), Shape.of(sizes));
    }

    private static boolean softmax(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        int axis = Call.axis(call.integer(0, -1), rank);
        if (rank == 0) {
            return false;
        }
        if (axis == rank - 1) {
            return call.give(new Op.Softmax(), x);
        }
        List<Integer> swap =
                IntStream.range(0, rank)
                        .mapToObj(i -> i == axis ? rank - 1 : i == rank - 1 ? axis : i)
                        .toList();
        Value turned = call.add(new Op.Permute(swap), x);
        return call.give(new Op.Permute(swap), call.add(new Op.Softmax(), turned));
    }
}
