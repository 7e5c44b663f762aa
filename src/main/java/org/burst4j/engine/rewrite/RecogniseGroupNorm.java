package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** GroupNorm of each channel over time, in the same steps as LayerNorm. */
final class RecogniseGroupNorm implements Rule {
    private static final int TIME = 1;

    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        if (node.output().shape().rank() != 3) {
            return null;
        }
        Look look = new Look(builder);
        Value y = null;
        if (node.op().equals(new Op.Binary(BinaryKind.MULTIPLY))) {
            NormMatch match = NormMatch.of(look, inputs.get(0), inputs.get(1), TIME);
            y = match == null ? null : norm(look, match);
        } else if (node.op().equals(new Op.Binary(BinaryKind.ADD))) {
            y = shifted(look, inputs, 0);
            y = y == null ? shifted(look, inputs, 1) : y;
        }
        return y != null && y.shape().equals(node.output().shape()) ? List.of(y) : null;
    }

    private static Value norm(Look look, NormMatch match) {
        if (match.x().shape().rank() != 3) {
            return null;
        }
        Shape channels = Shape.of(match.x().shape().columns()); // [C]
        Value ones = match.gamma();
        ones = ones == null ? look.builder().add(new Op.Fill(channels, 1)) : ones; // [C]
        Value zeros = look.builder().add(new Op.Fill(channels, 0)); // [C]
        return write(look, match.epsilon(), match.x(), ones, zeros);
    }

    private static Value shifted(Look look, List<Value> terms, int side) {
        Node norm = look.made(terms.get(side), Op.GroupNorm.class);
        if (norm == null || !(norm.op() instanceof Op.GroupNorm op) || op.gelu()) {
            return null;
        }
        Float before = look.number(norm.input(2));
        Value beta = NormMatch.vector(look, terms.get(1 - side), norm.output().shape().columns());
        return before == null || before != 0 || beta == null
                ? null
                : write(look, op.epsilon(), norm.input(0), norm.input(1), beta);
    }

    private static Value write(Look look, float epsilon, Value x, Value gamma, Value beta) {
        Op op = new Op.GroupNorm(epsilon, false);
        return look.builder().addAll(op, List.of(x, gamma, beta)).get(0);
    }
}
