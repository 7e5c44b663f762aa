package org.burst4j.engine.read;

import java.util.Map;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.nd4j.linalg.api.buffer.DataType;

/** Functions of single numbers and of pairs. */
final class ElementRules {
    private static final Op NOT = new Op.Affine(-1, 1);

    private ElementRules() {}

    static void addTo(Map<String, Rule> rules) {
        unary(rules);
        binary(rules);
        for (String name : new String[] {"identity", "old_identity", "assign_identity"}) {
            rules.put(name, call -> call.alias(call.value(0)));
        }
        rules.put("cast", ElementRules::cast);
        rules.put("stop_gradient", call -> call.give(new Op.StopGradient(), call.value(0)));
        rules.put("ClipByValue", ElementRules::clip);
        rules.put("clipbyvalue", ElementRules::clip);
    }

    private static void unary(Map<String, Rule> rules) {
        unary(rules, "neg", UnaryKind.NEGATE);
        unary(rules, "exp", UnaryKind.EXP);
        unary(rules, "log", UnaryKind.LOG);
        unary(rules, "sqrt", UnaryKind.SQRT);
        unary(rules, "Reciprocal", UnaryKind.RECIPROCAL);
        unary(rules, "square", UnaryKind.SQUARE);
        unary(rules, "abs", UnaryKind.ABS);
        unary(rules, "sign", UnaryKind.SIGN);
        unary(rules, "floor", UnaryKind.FLOOR);
        unary(rules, "erf", UnaryKind.ERF);
        unary(rules, "sigmoid", UnaryKind.SIGMOID);
        unary(rules, "tanh", UnaryKind.TANH);
        rules.put("oneminus", call -> call.give(NOT, call.value(0)));
        rules.put("boolean_not", call -> call.give(NOT, call.value(0)));
        rules.put(
                "rsqrt",
                call ->
                        call.give(
                                new Op.Unary(UnaryKind.RECIPROCAL),
                                call.add(new Op.Unary(UnaryKind.SQRT), call.value(0))));
    }

    private static void unary(Map<String, Rule> rules, String name, UnaryKind kind) {
        rules.put(name, call -> call.inputs() == 1 && call.give(new Op.Unary(kind), call.value(0)));
    }

    private static void binary(Map<String, Rule> rules) {
        binary(rules, "add", BinaryKind.ADD);
        binary(rules, "subtract", BinaryKind.SUBTRACT);
        binary(rules, "multiply", BinaryKind.MULTIPLY);
        binary(rules, "divide", BinaryKind.DIVIDE);
        binary(rules, "realdiv", BinaryKind.DIVIDE);
        binary(rules, "maximum", BinaryKind.MAXIMUM);
        binary(rules, "minimum", BinaryKind.MINIMUM);
        binary(rules, "equals", BinaryKind.EQUAL);
        binary(rules, "greater", BinaryKind.GREATER);
        binary(rules, "greater_equal", BinaryKind.GREATER_OR_EQUAL);
        binary(rules, "less", BinaryKind.LESS);
        binary(rules, "less_equal", BinaryKind.LESS_OR_EQUAL);
        binary(rules, "boolean_and", BinaryKind.MULTIPLY);
        binary(rules, "boolean_or", BinaryKind.MAXIMUM);
        logic(rules, "and", BinaryKind.MULTIPLY);
        logic(rules, "or", BinaryKind.MAXIMUM);
        reversed(rules, "reversesubtract", BinaryKind.SUBTRACT);
        reversed(rules, "reversedivide", BinaryKind.DIVIDE);
        rules.put("squaredsubtract", ElementRules::squaredDifference);
        rules.put("not_equals", ElementRules::different);
        rules.put("mergeadd", ElementRules::sum);
        rules.put("mergesum", ElementRules::sum);
    }

    private static void binary(Map<String, Rule> rules, String name, BinaryKind kind) {
        rules.put(
                name,
                call ->
                        call.inputs() == 2
                                && call.give(new Op.Binary(kind), call.value(0), call.value(1)));
    }

    /** Of truths alone: other numbers count as truths for these operations, but stay numbers. */
    private static void logic(Map<String, Rule> rules, String name, BinaryKind kind) {
        rules.put(
                name,
                call ->
                        call.inputs() == 2
                                && call.inputType(0) == DataType.BOOL
                                && call.inputType(1) == DataType.BOOL
                                && call.give(new Op.Binary(kind), call.value(0), call.value(1)));
    }

    private static void reversed(Map<String, Rule> rules, String name, BinaryKind kind) {
        rules.put(
                name,
                call ->
                        call.inputs() == 2
                                && call.give(new Op.Binary(kind), call.value(1), call.value(0)));
    }

    private static boolean squaredDifference(Call call) {
        Value difference =
                call.add(new Op.Binary(BinaryKind.SUBTRACT), call.value(0), call.value(1));
        return call.give(new Op.Unary(UnaryKind.SQUARE), difference);
    }

    private static boolean different(Call call) {
        return call.give(
                NOT, call.add(new Op.Binary(BinaryKind.EQUAL), call.value(0), call.value(1)));
    }

    private static boolean sum(Call call) {
        Value sum = call.value(0);
        for (int i = 1; i < call.inputs() - 1; i++) {
            sum = call.add(new Op.Binary(BinaryKind.ADD), sum, call.value(i));
        }
        int last = call.inputs() - 1;
        return last == 0
                ? call.alias(sum)
                : call.give(new Op.Binary(BinaryKind.ADD), sum, call.value(last));
    }

    private static boolean cast(Call call) {
        if (call.outputType(0) == DataType.BOOL && call.inputType(0) != DataType.BOOL) {
            Value zero = call.add(new Op.Compare(BinaryKind.EQUAL, 0), call.value(0));
            return call.give(NOT, zero);
        }
        return call.alias(call.value(0));
    }

    private static boolean clip(Call call) {
        double[] limits = call.reals();
        return limits.length == 2
                && call.inputs() == 1
                && call.give(new Op.Clip((float) limits[0], (float) limits[1]), call.value(0));
    }
}
