package org.burst4j.engine.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackwardTest {
    private final Differences differences = new Differences();

    private Value add(Op op, Value... inputs) {
        return differences.builder().add(op, inputs);
    }

    private void check(Value... results) {
        differences.loss(results);
        differences.check();
    }

    @ParameterizedTest
    @EnumSource(
            value = UnaryKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LOG", "SQRT", "RECIPROCAL"})
    void functionsOfAnyNumber(UnaryKind kind) {
        check(add(new Op.Unary(kind), differences.weight(-2, 2, 3, 4)));
    }

    @ParameterizedTest
    @EnumSource(
            value = UnaryKind.class,
            names = {"LOG", "SQRT", "RECIPROCAL"})
    void functionsOfPositiveNumbers(UnaryKind kind) {
        check(add(new Op.Unary(kind), differences.weight(0.5, 2, 3, 4)));
    }

    @ParameterizedTest
    @EnumSource(BinaryKind.class)
    void functionsOfTwoNumbers(BinaryKind kind) {
        Value a = differences.weight(0.5, 2, 2, 3, 4);
        Value b = differences.weight(0.5, 2, 2, 3, 4);
        // Truth values end paths: sums give each weight a path of its own.
        check(add(new Op.Binary(kind), a, b), add(new Op.Unary(UnaryKind.SQUARE), a), b);
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 4, 4",
        "4, 2 3 4",
        "2 3 4, 2 1 4",
        "2 1 4, 2 3 1",
        "2 3 4, 1 1 1",
        "2 3 4, 3 1",
        "1, 3 4"
    })
    void repeatedOperands(String left, String right) {
        for (BinaryKind kind :
                List.of(
                        BinaryKind.ADD,
                        BinaryKind.SUBTRACT,
                        BinaryKind.MULTIPLY,
                        BinaryKind.DIVIDE,
                        BinaryKind.MAXIMUM,
                        BinaryKind.MINIMUM)) {
            Differences some = new Differences();
            Value a = some.weight(0.5, 2, sizes(left));
            Value b = some.weight(0.5, 2, sizes(right));
            some.loss(some.builder().add(new Op.Binary(kind), a, b));
            some.check();
        }
    }

    private static int[] sizes(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void scalarOperands() {
        Value a = differences.weight(0.5, 2);
        check(add(new Op.Binary(BinaryKind.DIVIDE), a, differences.weight(0.5, 2, 2, 3)));
    }

    @Test
    void affineClipAndCompare() {
        Value x = differences.weight(-2, 2, 5, 4);
        check(
                add(new Op.Affine(-1.5f, 0.25f), x),
                add(new Op.Clip(-0.75f, 1f), x),
                add(new Op.Compare(BinaryKind.GREATER, 0.1f), x));
    }

    @Test
    void aValueTimesItselfAndUsedAgain() {
        Value x = differences.weight(-2, 2, 3);
        Value square = add(new Op.Binary(BinaryKind.MULTIPLY), x, x);
        check(add(new Op.Binary(BinaryKind.SUBTRACT), square, x), square, x);
    }

    @Test
    void dropoutDropsTheGradientOfWhatItDropped() {
        Value x = differences.weight(-2, 2, 6, 7);
        Value dropped = add(new Op.Dropout("mask", 0.4f), x);
        check(dropped);
        assertThat(differences.gradient(x)).contains(0.0).isNotEqualTo(new double[42]);
    }

    @ParameterizedTest
    @EnumSource(ReduceKind.class)
    void reductions(ReduceKind kind) {
        Value x = differences.weight(-2, 2, 2, 3, 4);
        check(
                add(new Op.Reduce(kind, List.of(1), false), x),
                add(new Op.Reduce(kind, List.of(0, 2), true), x),
                add(new Op.Reduce(kind, List.of(0, 1, 2), false), x));
    }

    @Test
    void movedElements() {
        Value x = differences.weight(-2, 2, 2, 3, 4);
        check(
                add(new Op.Permute(List.of(2, 0, 1)), x),
                add(new Op.Reshape(Shape.of(6, 4)), x),
                add(new Op.Broadcast(Shape.of(2, 3, 4)), differences.weight(-1, 1, 3, 1)),
                add(new Op.Slice(List.of(0, 1, 0), List.of(1, 1, 2), Shape.of(2, 2, 2)), x));
    }

    @Test
    void concatenations() {
        Value x = differences.weight(-2, 2, 2, 3);
        Value y = differences.weight(-2, 2, 2, 1);
        check(add(new Op.Concat(1), x, y, x), add(new Op.Concat(0), x, x));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void products(boolean transposeA, boolean transposeB) {
        Op op = new Op.MatMul(transposeA, transposeB);
        Value a = transposeA ? differences.weight(-1, 1, 4, 3) : differences.weight(-1, 1, 3, 4);
        Value b = transposeB ? differences.weight(-1, 1, 2, 4) : differences.weight(-1, 1, 4, 2);
        Value many =
                transposeA
                        ? differences.weight(-1, 1, 2, 4, 3)
                        : differences.weight(-1, 1, 2, 3, 4);
        Value others =
                transposeB
                        ? differences.weight(-1, 1, 2, 5, 4)
                        : differences.weight(-1, 1, 2, 4, 5);
        check(add(op, a, b), add(op, many, others), add(op, add(new Op.Affine(2, 1), a), b));
    }

    @Test
    void softmax() {
        check(add(new Op.Softmax(), differences.weight(-2, 2, 2, 3, 4)));
    }

    @Test
    void convolutions() {
        Value x = differences.weight(-1, 1, 2, 9, 3);
        check(
                add(new Op.Conv(2, 0), x, differences.weight(-1, 1, 3, 3, 2)),
                add(new Op.Conv(1, 2), x, differences.weight(-1, 1, 4, 3, 2)));
    }

    @Test
    void groupedConvolutions() {
        Value x = differences.weight(-1, 1, 2, 5, 4);
        check(
                add(new Op.GroupedConv(2, 2, 1), x, differences.weight(-1, 1, 4, 2, 6)),
                add(new Op.GroupedConv(1, 1, 0), x, differences.weight(-1, 1, 3, 4, 2)));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void layerNorms(boolean scaled, boolean shifted) {
        for (boolean gelu : List.of(true, false)) {
            Differences some = new Differences();
            ArrayList<Value> inputs = new ArrayList<>(List.of(some.weight(-2, 2, 3, 5)));
            if (scaled) {
                inputs.add(some.weight(0.5, 2, 5));
            }
            if (shifted) {
                inputs.add(some.weight(-1, 1, 5));
            }
            Op op = new Op.LayerNorm(1e-5f, scaled, shifted, gelu);
            some.loss(some.builder().addAll(op, inputs).get(0));
            some.check();
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void groupNorms(boolean gelu) {
        Value x = differences.weight(-2, 2, 2, 5, 3);
        Value gamma = differences.weight(0.5, 2, 3);
        check(add(new Op.GroupNorm(1e-5f, gelu), x, gamma, differences.weight(-1, 1, 3)));
    }

    @ParameterizedTest
    @CsvSource({"true, 0.3", "true, 0", "false, 0.3", "false, 0"})
    void attention(boolean masked, float rate) {
        Op op = new Op.Attention(2, 2, 0.6f, masked, rate > 0 ? "mask" : "", rate);
        Value q = differences.weight(-1, 1, 6, 4);
        Value k = differences.weight(-1, 1, 6, 4);
        Value v = differences.weight(-1, 1, 6, 4);
        Value bias = differences.fixed(-3, 0, 2, 3);
        check(
                masked ? add(op, q, k, v, bias) : add(op, q, k, v),
                masked ? add(op, q, q, q, bias) : add(op, q, q, q));
    }
}
