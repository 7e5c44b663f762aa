package org.burst4j.engine.rewrite;

import java.util.List;
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
        Look.Product product = look.product(node, inputs);
        if (product == null) {
            return null;
        }
        Value y = dropout(look, node, product.left(), product.right(), product.scale());
        y = y == null ? dropout(look, node, product.right(), product.left(), product.scale()) : y;
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
