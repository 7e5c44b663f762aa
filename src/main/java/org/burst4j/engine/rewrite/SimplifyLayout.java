package org.burst4j.engine.rewrite;

import java.util.List;
import java.util.stream.IntStream;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** Reshapes, permutations, repetitions and parts that do nothing, or could be one. */
final class SimplifyLayout implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        if (inputs.isEmpty()) {
            return null;
        }
        Value x = inputs.get(0);
        Node before = builder.producer(x);
        Op op = node.op();
        Value result = null;
        if (op instanceof Op.Reshape reshape) {
            result = reshape(reshape.shape(), x, before, builder);
        } else if (op instanceof Op.Broadcast broadcast) {
            result = broadcast(broadcast, x, before, node.output().shape(), builder);
        } else if (op instanceof Op.Permute permute) {
            result = permute(permute, x, before, builder);
        } else if (op instanceof Op.Slice slice) {
            result = slice(slice, x, before, builder);
        } else if (op instanceof Op.Concat) {
            result = inputs.size() == 1 ? x : null;
        } else if (op instanceof Op.Reduce) {
            boolean ofOnes = node.output().shape().elements() == x.shape().elements();
            Shape shape = node.output().shape();
            result = ofOnes ? SimplifyProducts.reshaped(builder, x, shape) : null;
        }
        return result == null ? null : List.of(result);
    }

    private static Value reshape(Shape shape, Value x, Node before, ProgramBuilder builder) {
        if (x.shape().equals(shape)) {
            return x;
        }
        return before != null && before.op() instanceof Op.Reshape
                ? SimplifyProducts.reshaped(builder, before.input(0), shape)
                : null;
    }

    private static Value broadcast(
            Op.Broadcast op, Value x, Node before, Shape shape, ProgramBuilder builder) {
        if (x.shape().equals(shape)) {
            return x;
        }
        return before != null && before.op() instanceof Op.Broadcast
                ? builder.add(op, before.input(0))
                : null;
    }

    private static Value permute(Op.Permute op, Value x, Node before, ProgramBuilder builder) {
        List<Integer> axes = op.axes();
        if (before != null && before.op() instanceof Op.Permute first) {
            List<Integer> both = axes.stream().map(first.axes()::get).toList();
            return builder.add(new Op.Permute(both), before.input(0));
        }
        int[] wide =
                axes.stream()
                        .mapToInt(Integer::intValue)
                        .filter(axis -> x.shape().size(axis) > 1)
                        .toArray();
        boolean still = IntStream.range(1, wide.length).allMatch(i -> wide[i] > wide[i - 1]);
        Shape shape = Shape.of(axes.stream().mapToInt(x.shape()::size).toArray());
        return still ? SimplifyProducts.reshaped(builder, x, shape) : null;
    }

    private static Value slice(Op.Slice op, Value x, Node before, ProgramBuilder builder) {
        if (x.shape().equals(op.shape())) {
            return x;
        }
        int rank = op.shape().rank();
        if (before != null && before.op() instanceof Op.Slice first) {
            List<Integer> begin =
                    IntStream.range(0, rank)
                            .mapToObj(
                                    axis ->
                                            first.begin().get(axis)
                                                    + first.stride().get(axis)
                                                            * op.begin().get(axis))
                            .toList();
            List<Integer> stride =
                    IntStream.range(0, rank)
                            .mapToObj(axis -> first.stride().get(axis) * op.stride().get(axis))
                            .toList();
            return builder.add(new Op.Slice(begin, stride, op.shape()), before.input(0));
        }
        return null;
    }
}
