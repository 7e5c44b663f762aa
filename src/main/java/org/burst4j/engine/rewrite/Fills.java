package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/** Arrays of one number. */
final class Fills {
    private Fills() {}

    /** The number that all elements are, or null. */
    static Float number(ProgramBuilder builder, Value value) {
        Node node = builder.producer(value);
        return node != null && node.op() instanceof Op.Fill fill ? fill.value() : null;
    }

    static boolean areAll(ProgramBuilder builder, List<Value> values) {
        return values.stream().allMatch(value -> number(builder, value) != null);
    }

    static List<Value> of(ProgramBuilder builder, Shape shape, double number) {
        return List.of(builder.add(new Op.Fill(shape, (float) number)));
    }

    /** The function of a number; NaN stands for a function that is not worth it. */
    static double unary(UnaryKind kind, double x) {
        return switch (kind) {
            case NEGATE -> -x;
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case SQUARE -> x * x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case RELU -> Math.max(x, 0);
            case ERF, GELU -> Double.NaN;
        };
    }

    static double binary(BinaryKind kind, double a, double b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> a <= b ? 1 : 0;
        };
    }
}
