package org.burst4j.engine.kernel;

import java.util.List;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.junit.jupiter.api.Test;

class CopiesTest {
    @Test
    void permute() {
        KernelRun.check(new Op.Permute(List.of(1, 0)), 0, Shape.of(333, 217));
        KernelRun.check(new Op.Permute(List.of(1, 0)), 0, Shape.of(5, 9001));
        KernelRun.check(new Op.Permute(List.of(1, 0)), 0, Shape.of(9001, 5));
        KernelRun.check(new Op.Permute(List.of(0, 2, 1, 3)), 0, Shape.of(3, 50, 4, 64));
        KernelRun.check(new Op.Permute(List.of(0, 2, 1)), 0, Shape.of(3, 101, 33));
        KernelRun.check(new Op.Permute(List.of(3, 1, 0, 2)), 0, Shape.of(7, 11, 13, 17));
        KernelRun.check(new Op.Permute(List.of(2, 1, 0)), 0, Shape.of(70, 11, 65));
        KernelRun.check(new Op.Permute(List.of(0, 1)), 0, Shape.of(70, 11));
    }

    @Test
    void broadcast_and_fill() {
        KernelRun.check(new Op.Broadcast(Shape.of(77, 513)), 0, Shape.of(513));
        KernelRun.check(new Op.Broadcast(Shape.of(77, 513)), 0, Shape.of(77, 1));
        KernelRun.check(new Op.Broadcast(Shape.of(7, 33, 51)), 0, Shape.of(7, 1, 51));
        KernelRun.check(new Op.Broadcast(Shape.of(7, 33, 51)), 0, Shape.of(33, 1));
        KernelRun.check(new Op.Broadcast(Shape.of(7, 33)), 0, Shape.of());
        KernelRun.check(new Op.Fill(Shape.of(100, 1001), 2.5f), 0);
        KernelRun.check(new Op.Fill(Shape.of(), 2.5f), 0);
    }

    @Test
    void slice_and_its_gradient() {
        slice(List.of(0, 3, 0), List.of(1, 1, 1), Shape.of(4, 90, 70), Shape.of(4, 100, 70));
        slice(List.of(1, 3, 5), List.of(2, 3, 1), Shape.of(2, 30, 60), Shape.of(4, 100, 70));
        slice(List.of(0, 0, 1), List.of(1, 1, 4), Shape.of(4, 100, 17), Shape.of(4, 100, 70));
        slice(List.of(2), List.of(1), Shape.of(40_000), Shape.of(50_000));
        slice(List.of(0, 69), List.of(1, 1), Shape.of(40, 1), Shape.of(40, 70));
    }

    private static void slice(List<Integer> begin, List<Integer> stride, Shape part, Shape whole) {
        KernelRun.check(new Op.Slice(begin, stride, part), 0, whole);
        KernelRun.check(new Op.SliceGradient(begin, stride, whole), 0, part);
    }

    @Test
    void concat() {
        KernelRun.check(new Op.Concat(0), 0, Shape.of(50, 70), Shape.of(1, 70), Shape.of(333, 70));
        KernelRun.check(new Op.Concat(1), 0, Shape.of(50, 70), Shape.of(50, 1), Shape.of(50, 333));
        KernelRun.check(new Op.Concat(1), 0, Shape.of(3, 5, 7), Shape.of(3, 2, 7));
    }

    @Test
    void place_of_the_largest() {
        KernelRun.check(new Op.ArgMax(1), 0, Shape.of(50, 7));
        KernelRun.check(new Op.ArgMax(0), 0, Shape.of(50, 7));
        KernelRun.check(new Op.ArgMax(1), 0, Shape.of(5, 7, 3));
        KernelRun.check(new Op.ArgMax(0), 0, List.of(new float[] {1, 3, 3, 2}), Shape.of(4));
    }
}
