package org.burst4j.engine.derive;

import static java.util.Map.entry;

import java.util.Map;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.UnplannableGraphException;

/** Which operation has which derivative. */
final class Derivatives {
    private static final Map<Class<? extends Op>, Derivative> RULES =
            Map.ofEntries(
                    entry(Op.Unary.class, ElementDerivatives::unary),
                    entry(Op.Affine.class, ElementDerivatives::affine),
                    entry(Op.Clip.class, ElementDerivatives::clip),
                    entry(Op.Binary.class, ElementDerivatives::binary),
                    entry(Op.Dropout.class, ElementDerivatives::dropout),
                    entry(Op.Broadcast.class, ShapeDerivatives::broadcast),
                    entry(Op.Reduce.class, ShapeDerivatives::reduce),
                    entry(Op.Reshape.class, ShapeDerivatives::reshape),
                    entry(Op.Permute.class, ShapeDerivatives::permute),
                    entry(Op.Concat.class, ShapeDerivatives::concat),
                    entry(Op.Slice.class, ShapeDerivatives::slice),
                    entry(Op.SliceGradient.class, ShapeDerivatives::sliceGradient),
                    entry(Op.MatMul.class, ProductDerivatives::matMul),
                    entry(Op.Conv.class, ProductDerivatives::conv),
                    entry(Op.Softmax.class, ProductDerivatives::softmax),
                    entry(Op.LayerNorm.class, ProductDerivatives::layerNorm),
                    entry(Op.GroupNorm.class, ProductDerivatives::groupNorm),
                    entry(Op.Attention.class, ProductDerivatives::attention),
                    entry(Op.GroupedConv.class, ProductDerivatives::groupedConv),
                    entry(Op.Stock.class, ProductDerivatives::stock));

    private Derivatives() {}

    /** Whether results are truth values or places, which ND4J does not differentiate either. */
    static boolean endsPaths(Op op) {
        return op instanceof Op.Compare
                || op instanceof Op.ArgMax
                || (op instanceof Op.Binary binary
                        && binary.kind().compareTo(BinaryKind.EQUAL) >= 0);
    }

    /** Whether the derivative is 0 wherever it is defined. */
    static boolean isFlat(Op op) {
        return endsPaths(op)
                || op instanceof Op.StopGradient
                || (op instanceof Op.Unary unary
                        && (unary.kind() == UnaryKind.SIGN || unary.kind() == UnaryKind.FLOOR));
    }

    static Derivative of(Node node) {
        Derivative rule = RULES.get(node.op().getClass());
        if (rule == null) {
            throw none(node);
        }
        return rule;
    }

    static UnplannableGraphException none(Node node) {
        return new UnplannableGraphException("the planned engine knows no derivative of " + node);
    }
}
