package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/** x/2 (1 + erf(x / sqrt(2))), in whatever association, is GELU of x. */
final class RecogniseGelu implements Rule {
    private static final double SQRT_HALF = Math.sqrt(0.5);

    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        Look look = new Look(builder);
        Look.Product product = look.product(node, inputs);
        if (product == null) {
            return null;
        }
        Value x = argument(look, product.left(), product.right(), product.scale());
        x = x == null ? argument(look, product.right(), product.left(), product.scale()) : x;
        if (x == null) {
            return null;
        }
        Value in = look.reshaped(x, node.output().shape());
        return builder.addNamed(node.output().name(), new Op.Unary(UnaryKind.GELU), List.of(in));
    }

    /** x of (a x) (b erf(x / sqrt(2)) + c) if a b = a c = 1/2, all times what is outside. */
    private static Value argument(Look look, Value left, Value right, double outside) {
        Look.Line bracket = look.line(right);
        Value inner = look.unary(bracket.base(), UnaryKind.ERF);
        if (inner == null) {
            return null;
        }
        Look.Line inErf = look.line(inner);
        Look.Line before = look.line(left);
        double a = 0.5 / bracket.scale();
        double scale = before.scale() * outside / a;
        double shift = before.shift() * outside / a;
        boolean fits =
                before.base() == inErf.base()
                        && Look.same(bracket.scale(), bracket.shift())
                        && Look.same(scale * SQRT_HALF, inErf.scale())
                        && Look.same(shift * SQRT_HALF, inErf.shift());
        return fits ? look.affine(inErf.base(), scale, shift) : null;
    }
}
