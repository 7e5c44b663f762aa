package org.burst4j.engine.kernel;

import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Expression.Access;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseTest {
    @ParameterizedTest
    @EnumSource(UnaryKind.class)
    void unary(UnaryKind kind) {
        float[] values = new float[52 * 701];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i - 18_000) * 3e-4f;
        }
        values[0] = -40;
        values[1] = 40;
        if (kind == UnaryKind.LOG || kind == UnaryKind.SQRT) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.abs(values[i]) + 1e-3f;
            }
        } else if (kind == UnaryKind.RECIPROCAL) {
            values[18_000] = 1;
        }
        KernelRun.check(new Op.Unary(kind), 1.2e-6, List.of(values), Shape.of(52, 701));
    }

    @ParameterizedTest
    @EnumSource(BinaryKind.class)
    void binary_of_every_way_to_repeat(BinaryKind kind) {
        Op op = new Op.Binary(kind);
        Shape whole = Shape.of(7, 31, 101);
        KernelRun.check(op, 1e-6, whole, whole);
        KernelRun.check(op, 1e-6, whole, Shape.of(101));
        KernelRun.check(op, 1e-6, Shape.of(31, 101), whole);
        KernelRun.check(op, 1e-6, whole, Shape.of(7, 31, 1));
        KernelRun.check(op, 1e-6, whole, Shape.of(31, 1));
        KernelRun.check(op, 1e-6, Shape.of(7, 1, 1), whole);
        KernelRun.check(op, 1e-6, Shape.of(7, 1, 101), whole);
        KernelRun.check(op, 1e-6, Shape.of(), whole);
        KernelRun.check(op, 1e-6, Shape.of(7, 1, 101), Shape.of(1, 31, 1));
        KernelRun.check(op, 1e-6, Shape.of(), Shape.of());
        KernelRun.check(op, 1e-6, Shape.of(3, 5001), Shape.of(5001));
        KernelRun.check(op, 1e-6, Shape.of(1, 5), Shape.of(5));
    }

    @Test
    void numbers_within_the_operation() {
        Shape shape = Shape.of(3, 4099);
        KernelRun.check(new Op.Affine(1.5f, -0.25f), 1e-6, shape);
        KernelRun.check(new Op.Clip(-0.5f, 0.75f), 1e-6, shape);
        KernelRun.check(new Op.Compare(BinaryKind.GREATER, 0.1f), 0, shape);
        KernelRun.check(new Op.Compare(BinaryKind.LESS_OR_EQUAL, 0.1f), 0, shape);
        KernelRun.check(new Op.GeluGradient(), 1e-6, shape, shape);
        KernelRun.check(new Op.Dropout("drop", 0.1f), 1e-6, Shape.of(9, 4099));
        KernelRun.check(new Op.Uniform("drawn", -1, 3, Shape.of(9, 4099)), 1e-6);
    }

    @Test
    void fused_expression_of_two_results() {
        Shape shape = Shape.of(37, 1, 513);
        int elements = shape.elements();
        Expression expression =
                new Expression(
                        shape,
                        List.of(
                                new Access(1, elements),
                                new Access(1, 513),
                                new Access(513, 37),
                                new Access(1, 1),
                                new Access(1, elements),
                                new Access(1, 37 * 9)),
                        List.of(
                                new Expression.Load(0),
                                new Expression.Load(1),
                                new Expression.Apply2(new Op.Binary(BinaryKind.ADD), 0, 1),
                                new Expression.Apply1(new Op.Unary(UnaryKind.GELU), 2),
                                new Expression.Drop(new Op.Dropout("a", 0.2f), 3),
                                new Expression.Load(2),
                                new Expression.Apply2(new Op.Binary(BinaryKind.MULTIPLY), 4, 5),
                                new Expression.Load(3),
                                new Expression.Apply2(new Op.Binary(BinaryKind.LESS), 2, 7),
                                new Expression.Load(4),
                                new Expression.Apply2(new Op.Binary(BinaryKind.SUBTRACT), 6, 9),
                                new Expression.Load(5),
                                new Expression.Apply2(new Op.Binary(BinaryKind.MULTIPLY), 10, 11),
                                new Expression.Apply1(new Op.Unary(UnaryKind.EXP), 12)),
                        List.of(13, 8, 2));
        KernelRun.check(
                new Op.Fused(expression),
                3e-6,
                shape,
                Shape.of(513),
                Shape.of(37),
                Shape.of(),
                shape,
                Shape.of(37 * 9));
    }
}
