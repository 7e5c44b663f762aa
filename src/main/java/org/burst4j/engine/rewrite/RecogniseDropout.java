package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/** x floor(u) / (1 - p) with u of [1 - p, 2 - p), one number for each of x, is dropout of x. */
final class RecogniseDropout implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        Look look = new Look(builder);
        double outside = 1;
        List<Value> factors = inputs;
        if (node.op() instanceof Op.Affine affine && affine.shift() == 0) {
            outside = affine.scale();
            factors = look.binary(look.whole(inputs.get(0)), BinaryKind.MULTIPLY);
        } else if (!node.op().equals(new Op.Binary(BinaryKind.MULTIPLY))) {
            return null;
        }
        if (factors == null || !factors.get(0).shape().equals(factors.get(1).shape())) {
            return null;
        }
        Value y = dropout(look, node, factors.get(0), factors.get(1), outside);
        y = y == null ? dropout(look, node, factors.get(1), factors.get(0), outside) : y;
        return y == null ? null : List.of(y);
    }

    private static Value dropout(Look look, Node node, Value x, Value mask, double outside) {
        Look.Line line = look.multiple(mask);
        Value drawn = look.unary(line.base(), UnaryKind.FLOOR);
        Node uniform = drawn == null ? null : look.made(look.whole(drawn), Op.Uniform.class);
        if (uniform == null) {
            return null;
        }
        Op.Uniform op = (Op.Uniform) uniform.op();
        Float rate = rate(op);
        if (rate == null || !Look.same(line.scale() * outside * op.low(), 1)) {
            return null;
        }
        Value in = look.reshaped(x, node.output().shape());
        return look.builder()
                .addNamed(node.output().name(), new Op.Dropout(op.name(), rate), List.of(in))
                .get(0);
    }

    /**
     * The rate from which the limits follow to the last bit, so that the same numbers are drawn.
     */
    private static Float rate(Op.Uniform op) {
        float middle = 1 - op.low();
        for (float rate :
                new float[] {middle, 2 - op.high(), Math.nextUp(middle), Math.nextDown(middle)}) {
            if (rate > 0 && rate < 1 && 1 - rate == op.low() && 2 - rate == op.high()) {
                return rate;
            }
        }
        return null;
    }
}
