package org.burst4j.engine.derive;

import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/**
 * Derivatives of element-wise operations. Where one is not defined the value is ND4J's: 0 for |x|
 * and max(x, 0) at 0, 0 at the limits of a clip, and at a tie both of two numbers are the larger.
 */
final class ElementDerivatives {
    private ElementDerivatives() {}

    static void unary(DerivativeStep step) {
        GradientWriter w = step.writer();
        Value x = step.x(0);
        Value y = step.y();
        Value dy = step.dy();
        step.give(
                0,
                switch (((Op.Unary) step.node().op()).kind()) {
                    case NEGATE -> w.unary(UnaryKind.NEGATE, dy);
                    case EXP -> w.multiply(dy, y);
                    case LOG -> w.divide(dy, x);
                    case SQRT -> w.affine(0.5, 0, w.divide(dy, y));
                    case RECIPROCAL ->
                            w.multiply(dy, w.unary(UnaryKind.NEGATE, w.unary(UnaryKind.SQUARE, y)));
                    case SQUARE -> w.multiply(dy, w.affine(2, 0, x));
                    case ABS -> w.multiply(dy, w.unary(UnaryKind.SIGN, x));
                    case ERF -> w.multiply(dy, normal(w, x));
                    case SIGMOID -> w.multiply(dy, w.multiply(y, w.affine(-1, 1, y)));
                    case TANH -> w.multiply(dy, w.affine(-1, 1, w.unary(UnaryKind.SQUARE, y)));
                    case RELU -> w.multiply(dy, w.add(new Op.Compare(BinaryKind.GREATER, 0), y));
                    case GELU -> w.add(new Op.GeluGradient(), x, dy);
                    case SIGN, FLOOR -> throw Derivatives.none(step.node());
                });
    }

    /** 2 / sqrt(pi) e^(-x^2). */
    private static Value normal(GradientWriter w, Value x) {
        Value exponent = w.affine(-1, 0, w.unary(UnaryKind.SQUARE, x));
        return w.affine(2 / Math.sqrt(Math.PI), 0, w.unary(UnaryKind.EXP, exponent));
    }

    static void affine(DerivativeStep step) {
        step.give(0, step.writer().affine(((Op.Affine) step.node().op()).scale(), 0, step.dy()));
    }

    static void clip(DerivativeStep step) {
        GradientWriter w = step.writer();
        Op.Clip op = (Op.Clip) step.node().op();
        Value above = w.add(new Op.Compare(BinaryKind.GREATER, op.low()), step.x(0));
        Value below = w.add(new Op.Compare(BinaryKind.LESS, op.high()), step.x(0));
        step.give(0, w.multiply(step.dy(), w.multiply(above, below)));
    }

    static void dropout(DerivativeStep step) {
        step.give(0, step.writer().add(step.node().op(), step.dy()));
    }

    static void binary(DerivativeStep step) {
        GradientWriter w = step.writer();
        Value a = step.x(0);
        Value b = step.x(1);
        Value dy = step.dy();
        switch (((Op.Binary) step.node().op()).kind()) {
            case ADD -> {
                step.giveSummed(0, dy);
                step.giveSummed(1, dy);
            }
            case SUBTRACT -> {
                step.giveSummed(0, dy);
                if (step.needs(1)) {
                    Value sum = w.sumTo(dy, b.shape());
                    step.give(1, w.unary(UnaryKind.NEGATE, sum));
                }
            }
            case MULTIPLY -> multiply(step, w, a, b, dy);
            case DIVIDE -> {
                Value da = w.divide(dy, b);
                step.giveSummed(0, da);
                if (step.needs(1)) {
                    Value sum = w.sumTo(w.multiply(da, step.y()), b.shape());
                    step.give(1, w.unary(UnaryKind.NEGATE, sum));
                }
            }
            case MAXIMUM -> chosen(step, BinaryKind.GREATER_OR_EQUAL, BinaryKind.LESS_OR_EQUAL);
            case MINIMUM -> chosen(step, BinaryKind.LESS_OR_EQUAL, BinaryKind.GREATER_OR_EQUAL);
            default -> throw Derivatives.none(step.node());
        }
    }

    private static void multiply(
            DerivativeStep step, GradientWriter w, Value a, Value b, Value dy) {
        if (a == b) {
            step.give(0, w.multiply(dy, w.affine(2, 0, a)));
            return;
        }
        if (step.needs(1)) {
            step.giveSummed(1, w.multiply(dy, a));
        }
        if (step.needs(0)) {
            step.giveSummed(0, w.multiply(dy, b));
        }
    }

    private static void chosen(DerivativeStep step, BinaryKind left, BinaryKind right) {
        GradientWriter w = step.writer();
        Value dy = step.dy();
        if (step.needs(0)) {
            step.giveSummed(0, w.multiply(dy, w.binary(left, step.x(0), step.x(1))));
        }
        if (step.needs(1)) {
            step.giveSummed(1, w.multiply(dy, w.binary(right, step.x(0), step.x(1))));
        }
    }
}
