package org.burst4j.engine.derive;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;

/** Derivatives of products of matrices, convolutions, softmax and macros. */
final class ProductDerivatives {
    private ProductDerivatives() {}

    /**
     * Of C = A B: dA = dC B^T, dB = A^T dC, and so on for transposed ones; transposition is a flag
     * and never a copy. That of a weight comes first: it may be the last to read the activation.
     */
    static void matMul(DerivativeStep step) {
        Op.MatMul op = (Op.MatMul) step.node().op();
        boolean leftIsLeaf = step.writer().builder().producer(step.x(0)) == null;
        if (leftIsLeaf) {
            left(step, op.transposeA(), op.transposeB());
        }
        right(step, op.transposeA(), op.transposeB());
        if (!leftIsLeaf) {
            left(step, op.transposeA(), op.transposeB());
        }
    }

    private static void left(DerivativeStep step, boolean a, boolean b) {
        if (step.needs(0)) {
            step.give(
                    0,
                    a
                            ? product(step, b, true, step.x(1), step.dy())
                            : product(step, false, !b, step.dy(), step.x(1)));
        }
    }

    private static void right(DerivativeStep step, boolean a, boolean b) {
        if (step.needs(1)) {
            step.give(
                    1,
                    b
                            ? product(step, true, a, step.dy(), step.x(0))
                            : product(step, !a, false, step.x(0), step.dy()));
        }
    }

    private static Value product(
            DerivativeStep step, boolean transposeA, boolean transposeB, Value a, Value b) {
        return step.writer().add(new Op.MatMul(transposeA, transposeB), a, b);
    }

    static void softmax(DerivativeStep step) {
        step.give(0, step.writer().add(new Op.SoftmaxGradient(), step.y(), step.dy()));
    }

    static void conv(DerivativeStep step) {
        Op.Conv op = (Op.Conv) step.node().op();
        giveAll(
                step,
                new Op.ConvGradient(op.stride(), op.padding()),
                List.of(step.x(0), step.x(1), step.dy()));
    }

    static void groupedConv(DerivativeStep step) {
        giveAll(
                step,
                new Op.GroupedConvGradient((Op.GroupedConv) step.node().op()),
                List.of(step.x(0), step.x(1), step.dy()));
    }

    static void layerNorm(DerivativeStep step) {
        giveAll(step, new Op.LayerNormGradient((Op.LayerNorm) step.node().op()), normInputs(step));
    }

    static void groupNorm(DerivativeStep step) {
        giveAll(step, new Op.GroupNormGradient((Op.GroupNorm) step.node().op()), normInputs(step));
    }

    /** The norm's inputs, mean and inverse deviation, dy. */
    private static List<Value> normInputs(DerivativeStep step) {
        if (step.gradients().get(1) != null || step.gradients().get(2) != null) {
            throw Derivatives.none(step.node());
        }
        List<Value> inputs = new ArrayList<>(step.node().inputs());
        inputs.addAll(step.node().outputs().subList(1, 3));
        inputs.add(step.dy());
        return inputs;
    }

    static void attention(DerivativeStep step) {
        Op.Attention op = (Op.Attention) step.node().op();
        if (op.masked() && step.needs(3)) {
            throw new UnplannableGraphException(
                    "the key bias of " + step.node() + " depends on what is differentiated by");
        }
        List<Value> inputs = new ArrayList<>(step.node().inputs());
        inputs.add(step.dy());
        giveAll(step, new Op.AttentionGradient(op), inputs);
    }

    /** Output i of the gradient's node is the gradient of input i. */
    private static void giveAll(DerivativeStep step, Op op, List<Value> inputs) {
        List<Value> outputs = step.writer().builder().addAll(op, inputs);
        for (int i = 0; i < outputs.size(); i++) {
            step.give(i, outputs.get(i));
        }
    }

    /** ND4J's operation writes its derivative itself. */
    static void stock(DerivativeStep step) {
        Op.Stock op = (Op.Stock) step.node().op();
        List<Value> gradients =
                op.operation()
                        .gradient(
                                step.writer().builder(),
                                step.node().inputs(),
                                step.node().outputs(),
                                step.gradients());
        for (int i = 0; i < gradients.size(); i++) {
            if (gradients.get(i) != null) {
                step.give(i, gradients.get(i));
            }
        }
    }
}
