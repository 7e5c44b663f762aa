package org.burst4j.onnx;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/** Element-wise operations, with ONNX's broadcasting. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static void addTo(Map<String, Evaluator.Rule> rules) {
        rules.put("Add", binary((a, b) -> a + b));
        rules.put("Sub", binary((a, b) -> a - b));
        rules.put("Mul", binary((a, b) -> a * b));
        // Of whole numbers too: what is stored in an integral type is cut to it, as ONNX divides.
        rules.put("Div", binary((a, b) -> a / b));
        rules.put("Mod", ArithmeticRules::mod);
        rules.put("Pow", binary(Math::pow));
        rules.put("Max", binary(Math::max));
        rules.put("Min", binary(Math::min));
        rules.put("Equal", comparison((a, b) -> a == b ? 1 : 0));
        rules.put("Less", comparison((a, b) -> a < b ? 1 : 0));
        rules.put("LessOrEqual", comparison((a, b) -> a <= b ? 1 : 0));
        rules.put("Greater", comparison((a, b) -> a > b ? 1 : 0));
        rules.put("GreaterOrEqual", comparison((a, b) -> a >= b ? 1 : 0));
        rules.put("And", comparison((a, b) -> a != 0 && b != 0 ? 1 : 0));
        rules.put("Or", comparison((a, b) -> a != 0 || b != 0 ? 1 : 0));
        rules.put("Xor", comparison((a, b) -> (a != 0) != (b != 0) ? 1 : 0));
        rules.put("Not", unary(a -> a == 0 ? 1 : 0));
        rules.put("Neg", unary(a -> -a));
        rules.put("Abs", unary(Math::abs));
        rules.put("Floor", unary(Math::floor));
        rules.put("Ceil", unary(Math::ceil));
        rules.put("Sqrt", unary(Math::sqrt));
        rules.put("Exp", unary(Math::exp));
        rules.put("Log", unary(Math::log));
        rules.put("Reciprocal", unary(a -> 1 / a));
        rules.put(
                "IsNaN",
                call ->
                        call.result(
                                ElementType.BOOL,
                                call.shape(0),
                                i -> Double.isNaN(call.in(0).get(i)) ? 1 : 0));
        rules.put("Identity", call -> call.in(0));
        rules.put("Cast", ArithmeticRules::cast);
        rules.put("CastLike", call -> cast(call, call.in(1).type()));
        rules.put("Where", ArithmeticRules::where);
    }

    private static Evaluator.Rule unary(DoubleUnaryOperator operator) {
        return call ->
                call.result(
                        call.in(0).type(),
                        call.shape(0),
                        i -> operator.applyAsDouble(call.in(0).get(i)));
    }

    private static Evaluator.Rule binary(DoubleBinaryOperator operator) {
        return call -> binary(call, call.in(0).type(), operator);
    }

    private static Evaluator.Rule comparison(DoubleBinaryOperator operator) {
        return call -> binary(call, ElementType.BOOL, operator);
    }

    private static OnnxTensor binary(Call call, ElementType type, DoubleBinaryOperator operator) {
        OnnxTensor a = call.in(0);
        OnnxTensor b = call.in(1);
        long[] shape = Shapes.broadcast(a.shape(), b.shape());
        IntUnaryOperator atA = Shapes.reader(shape, a.shape());
        IntUnaryOperator atB = Shapes.reader(shape, b.shape());
        return call.result(
                type,
                shape,
                i -> operator.applyAsDouble(a.get(atA.applyAsInt(i)), b.get(atB.applyAsInt(i))));
    }

    private static OnnxTensor mod(Call call) {
        boolean signOfDividend = call.node().integer("fmod", 0) == 1;
        return binary(
                call,
                call.in(0).type(),
                (a, b) -> signOfDividend ? a % b : a - b * Math.floor(a / b));
    }

    private static OnnxTensor cast(Call call) {
        ElementType to =
                ElementType.of(call.node().integer("to", 0), call.node() + ": attribute 'to'");
        return cast(call, to);
    }

    private static OnnxTensor cast(Call call, ElementType to) {
        return call.in(0).type().fitsIn(to)
                ? call.in(0).as(to)
                : call.result(to, call.shape(0), call.in(0)::get);
    }

    private static OnnxTensor where(Call call) {
        long[] shape =
                Shapes.broadcast(call.shape(0), Shapes.broadcast(call.shape(1), call.shape(2)));
        IntUnaryOperator condition = Shapes.reader(shape, call.shape(0));
        IntUnaryOperator yes = Shapes.reader(shape, call.shape(1));
        IntUnaryOperator no = Shapes.reader(shape, call.shape(2));
        return call.result(
                call.in(1).type(),
                shape,
                i ->
                        call.in(0).get(condition.applyAsInt(i)) != 0
                                ? call.in(1).get(yes.applyAsInt(i))
                                : call.in(2).get(no.applyAsInt(i)));
    }
}
