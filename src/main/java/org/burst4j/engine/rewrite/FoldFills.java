package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** Functions of arrays of one number each are such arrays. */
final class FoldFills implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        if (inputs.isEmpty() || !Fills.areAll(builder, inputs)) {
            return null;
        }
        double x = Fills.number(builder, inputs.get(0));
        double result = result(node, inputs, x, builder);
        return Double.isNaN(result) ? null : Fills.of(builder, node.output().shape(), result);
    }

    private static double result(Node node, List<Value> inputs, double x, ProgramBuilder builder) {
        Op op = node.op();
        if (op instanceof Op.Unary unary) {
            return Fills.unary(unary.kind(), x);
        }
        if (op instanceof Op.Affine affine) {
            return affine.scale() * x + affine.shift();
        }
        if (op instanceof Op.Clip clip) {
            return Math.max(clip.low(), Math.min(clip.high(), x));
        }
        if (op instanceof Op.Compare compare) {
            return Fills.binary(compare.kind(), x, compare.with());
        }
        if (op instanceof Op.Binary binary) {
            return Fills.binary(binary.kind(), x, Fills.number(builder, inputs.get(1)));
        }
        if (op instanceof Op.Reduce reduce) {
            int count = inputs.get(0).shape().elements() / node.output().shape().elements();
            return reduce.kind() == ReduceKind.SUM ? x * count : x;
        }
        if (op instanceof Op.MatMul product) {
            Shape left = inputs.get(0).shape();
            int count = left.size(product.transposeA() ? -2 : -1);
            return x * Fills.number(builder, inputs.get(1)) * count;
        }
        boolean moves =
                op instanceof Op.Broadcast
                        || op instanceof Op.Reshape
                        || op instanceof Op.StopGradient
                        || op instanceof Op.Permute
                        || op instanceof Op.Slice;
        boolean alike =
                op instanceof Op.Concat
                        && inputs.stream().allMatch(v -> Fills.number(builder, v) == x);
        return moves || alike ? x : Double.NaN;
    }
}
