package org.burst4j.engine.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * LayerNorm over the last axis: a product of what is centred with the inverse deviation, and maybe
 * gamma; then what scales or shifts a norm that has no gamma or beta yet.
 */
final class RecogniseLayerNorm implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        Look look = new Look(builder);
        Value y = null;
        if (node.op().equals(new Op.Binary(BinaryKind.MULTIPLY))) {
            NormMatch match = NormMatch.of(look, inputs.get(0), inputs.get(1), -1);
            y = match == null ? scaled(look, inputs) : norm(look, match);
        } else if (node.op().equals(new Op.Binary(BinaryKind.ADD))) {
            y = shifted(look, inputs);
        }
        boolean fits = y != null && y.shape().elements() == node.output().shape().elements();
        return fits ? List.of(look.reshaped(y, node.output().shape())) : null;
    }

    private static Value norm(Look look, NormMatch match) {
        Shape shape = match.x().shape();
        Value rows = look.reshaped(match.x(), Shape.of(shape.rows(), shape.columns())); // [N,D]
        return match.gamma() == null
                ? write(look, match.epsilon(), rows, null, null)
                : write(look, match.epsilon(), rows, match.gamma(), null);
    }

    private static Value scaled(Look look, List<Value> factors) {
        for (int side = 0; side < 2; side++) {
            Node norm = look.made(look.whole(factors.get(side)), Op.LayerNorm.class);
            if (norm != null && norm.op() instanceof Op.LayerNorm op && bare(op)) {
                Value gamma = vector(look, factors, side, norm);
                return gamma == null ? null : write(look, op.epsilon(), norm.input(0), gamma, null);
            }
        }
        return null;
    }

    private static boolean bare(Op.LayerNorm op) {
        return !op.scaled() && !op.shifted() && !op.gelu();
    }

    private static Value shifted(Look look, List<Value> terms) {
        for (int side = 0; side < 2; side++) {
            Node norm = look.made(look.whole(terms.get(side)), Op.LayerNorm.class);
            if (norm != null
                    && norm.op() instanceof Op.LayerNorm op
                    && !op.shifted()
                    && !op.gelu()) {
                Value beta = vector(look, terms, side, norm);
                Value gamma = op.scaled() ? norm.input(1) : null;
                return beta == null ? null : write(look, op.epsilon(), norm.input(0), gamma, beta);
            }
        }
        return null;
    }

    /** The other operand as a vector, if the norm's own rows lie as it asks for. */
    private static Value vector(Look look, List<Value> operands, int side, Node norm) {
        int columns = norm.output().shape().columns();
        return operands.get(side).shape().columns() == columns
                ? NormMatch.vector(look, operands.get(1 - side), columns)
                : null;
    }

    private static Value write(Look look, float epsilon, Value rows, Value gamma, Value beta) {
        List<Value> inputs = new ArrayList<>(List.of(rows));
        if (gamma != null) {
            inputs.add(gamma);
        }
        if (beta != null) {
            inputs.add(beta);
        }
        Op.LayerNorm op = new Op.LayerNorm(epsilon, gamma != null, beta != null, false);
        return look.builder().addAll(op, inputs).get(0);
    }
}
