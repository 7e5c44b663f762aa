package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Value;

/** Functions of single elements: that do nothing, that follow each other, that come too late. */
final class SimplifyElements implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        Op op = node.op();
        boolean single =
                op instanceof Op.Unary
                        || op instanceof Op.Affine
                        || op instanceof Op.Clip
                        || op instanceof Op.Compare;
        if (!single) {
            return null;
        }
        Value x = inputs.get(0);
        Node before = builder.producer(x);
        if (before != null && before.op() instanceof Op.Broadcast broadcast) {
            return List.of(builder.add(broadcast, builder.add(op, before.input(0))));
        }
        return op instanceof Op.Affine affine ? affine(affine, x, before, builder) : null;
    }

    private static List<Value> affine(
            Op.Affine affine, Value x, Node before, ProgramBuilder builder) {
        if (affine.scale() == 1 && affine.shift() == 0) {
            return List.of(x);
        }
        if (before == null) {
            return null;
        }
        if (before.op() instanceof Op.Affine first) {
            boolean exact = first.shift() == 0 || affine.scale() == 1;
            Op both =
                    new Op.Affine(
                            affine.scale() * first.scale(),
                            affine.scale() * first.shift() + affine.shift());
            return exact ? List.of(builder.add(both, before.input(0))) : null;
        }
        if (before.op() instanceof Op.Reduce sum
                && sum.kind() == ReduceKind.SUM
                && affine.shift() == 0) {
            int count = before.input(0).shape().elements() / x.shape().elements();
            float share = 1f / count;
            boolean isMean = count > 1 && Math.abs(affine.scale() - share) <= Math.ulp(share);
            Op mean = new Op.Reduce(ReduceKind.MEAN, sum.axes(), sum.keep());
            return isMean ? List.of(builder.add(mean, before.input(0))) : null;
        }
        return null;
    }
}
