package org.burst4j.engine.kernel;

import java.util.List;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReductionsTest {
    private static void check(ReduceKind kind, Shape shape, Integer... axes) {
        KernelRun.check(new Op.Reduce(kind, List.of(axes), false), 2e-5, shape);
        KernelRun.check(new Op.Reduce(kind, List.of(axes), true), 2e-5, shape);
    }

    @ParameterizedTest
    @EnumSource(ReduceKind.class)
    void every_set_of_axes(ReduceKind kind) {
        Shape shape = Shape.of(5, 13, 3, 17);
        for (int set = 1; set < 16; set++) {
            int bits = set;
            Integer[] axes =
                    java.util.stream.IntStream.range(0, 4)
                            .filter(axis -> (bits >> axis & 1) == 1)
                            .boxed()
                            .toArray(Integer[]::new);
            check(kind, shape, axes);
        }
    }

    @ParameterizedTest
    @EnumSource(ReduceKind.class)
    void long_ones(ReduceKind kind) {
        check(kind, Shape.of(3001, 67), 0);
        check(kind, Shape.of(3001, 67), 1);
        check(kind, Shape.of(3001, 67), 0, 1);
        check(kind, Shape.of(50_001, 3), 0);
        check(kind, Shape.of(2, 50_001), 1);
        check(kind, Shape.of(13, 9_001), 0);
        check(kind, Shape.of(4, 201, 515), 1);
        check(kind, Shape.of(2, 9, 5000), 1);
        check(kind, Shape.of(70, 5000), 0);
        check(kind, Shape.of(1, 6, 1), 0);
        check(kind, Shape.of(7), 0);
        check(kind, Shape.of(1), 0);
    }
}
