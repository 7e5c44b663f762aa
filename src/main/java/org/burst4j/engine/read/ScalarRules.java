package org.burst4j.engine.read;

import java.util.Map;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.nd4j.linalg.api.ops.ScalarOp;

/** Functions of an array's numbers and one further number that the operation itself holds. */
final class ScalarRules {
    private ScalarRules() {}

    /** What such an operation becomes. */
    private interface ScalarRule {
        boolean apply(Call call, Value x, float number);
    }

    static void addTo(Map<String, Rule> rules) {
        put(rules, "add_scalar", (call, x, c) -> call.give(new Op.Affine(1, c), x));
        put(rules, "sub_scalar", (call, x, c) -> call.give(new Op.Affine(1, -c), x));
        put(rules, "rsub_scalar", (call, x, c) -> call.give(new Op.Affine(-1, c), x));
        put(rules, "mul_scalar", (call, x, c) -> call.give(new Op.Affine(c, 0), x));
        put(rules, "div_scalar", (call, x, c) -> call.give(new Op.Affine(1 / c, 0), x));
        put(rules, "rdiv_scalar", ScalarRules::inverse);
        put(rules, "max_scalar", (call, x, c) -> limit(call, x, c, BinaryKind.MAXIMUM));
        put(rules, "scalar_min", (call, x, c) -> limit(call, x, c, BinaryKind.MINIMUM));
        put(rules, "pow", ScalarRules::power);
        put(rules, "relu", ScalarRules::relu);
        compare(rules, "equals_scalar", BinaryKind.EQUAL);
        compare(rules, "greaterthan_scalar", BinaryKind.GREATER);
        compare(rules, "greaterthanorequal_scalar", BinaryKind.GREATER_OR_EQUAL);
        compare(rules, "lessthan_scalar", BinaryKind.LESS);
        compare(rules, "lessthanorequal_scalar", BinaryKind.LESS_OR_EQUAL);
        put(
                rules,
                "notequals_scalar",
                (call, x, c) ->
                        call.give(
                                new Op.Affine(-1, 1),
                                call.add(new Op.Compare(BinaryKind.EQUAL, c), x)));
    }

    private static void put(Map<String, Rule> rules, String name, ScalarRule rule) {
        rules.put(
                name,
                call ->
                        call.inputs() == 1
                                && call.function() instanceof ScalarOp op
                                && op.scalar() != null
                                && rule.apply(call, call.value(0), op.scalar().getFloat(0)));
    }

    private static void compare(Map<String, Rule> rules, String name, BinaryKind kind) {
        put(rules, name, (call, x, c) -> call.give(new Op.Compare(kind, c), x));
    }

    private static boolean inverse(Call call, Value x, float number) {
        Op reciprocal = new Op.Unary(UnaryKind.RECIPROCAL);
        return number == 1
                ? call.give(reciprocal, x)
                : call.give(new Op.Affine(number, 0), call.add(reciprocal, x));
    }

    private static boolean limit(Call call, Value x, float number, BinaryKind kind) {
        Value other = call.add(new Op.Fill(Shape.of(), number));
        return call.give(new Op.Binary(kind), x, other);
    }

    private static boolean power(Call call, Value x, float exponent) {
        if (exponent == 1) {
            return call.alias(x);
        }
        UnaryKind kind = null;
        if (exponent == 2) {
            kind = UnaryKind.SQUARE;
        } else if (exponent == 0.5f) {
            kind = UnaryKind.SQRT;
        } else if (exponent == -1) {
            kind = UnaryKind.RECIPROCAL;
        }
        return kind != null && call.give(new Op.Unary(kind), x);
    }

    private static boolean relu(Call call, Value x, float cutoff) {
        return cutoff == 0 && call.give(new Op.Unary(UnaryKind.RELU), x);
    }
}
