package org.burst4j.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final Op EXP = new Op.Unary(UnaryKind.EXP);
    private static final Op ADD = new Op.Binary(BinaryKind.ADD);
    private static final SharingRule NEVER = (node, input, output) -> false;
    private static final SharingRule ALWAYS = (node, input, output) -> true;

    @Test
    void values_that_do_not_live_together_share_memory() {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", Shape.of(64));
        Value a = builder.add(EXP, x);
        Value b = builder.add(EXP, a);
        Value c = builder.add(EXP, b);
        builder.output("y", builder.add(EXP, c));
        assertThat(
                        MemoryPlan.of(builder.build(), Set.of(), NEVER, MemoryPlanTest::noWorkspace)
                                .arenaElements())
                .isEqualTo(128);
        assertThat(
                        MemoryPlan.of(
                                        builder.build(),
                                        Set.of(),
                                        ALWAYS,
                                        MemoryPlanTest::noWorkspace)
                                .arenaElements())
                .isEqualTo(64);
    }

    @Test
    void a_value_that_is_read_later_is_not_written_over() {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", Shape.of(16));
        Value a = builder.add(EXP, x);
        Value b = builder.add(EXP, a);
        builder.output("y", builder.add(ADD, a, b));
        MemoryPlan plan =
                MemoryPlan.of(builder.build(), Set.of(), ALWAYS, MemoryPlanTest::noWorkspace);
        assertThat(plan.place(a)).isNotEqualTo(plan.place(b));
    }

    @Test
    void an_input_read_twice_by_one_node_is_not_written_over() {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", Shape.of(16));
        Value a = builder.add(EXP, x);
        Value b = builder.add(ADD, a, a);
        builder.output("y", b);
        MemoryPlan plan =
                MemoryPlan.of(builder.build(), Set.of(), ALWAYS, MemoryPlanTest::noWorkspace);
        assertThat(plan.place(a)).isNotEqualTo(plan.place(b));
    }

    @Test
    void results_live_to_the_end_and_lasting_ones_outside_the_arena() {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.placeholder("x", Shape.of(16));
        Value a = builder.add(EXP, x);
        Value b = builder.add(EXP, builder.add(EXP, builder.add(EXP, x)));
        builder.output("a", a);
        builder.output("b", b);
        MemoryPlan plan =
                MemoryPlan.of(builder.build(), Set.of("b"), ALWAYS, MemoryPlanTest::noWorkspace);
        assertThat(plan.place(b)).isEqualTo(new Place.OfResult("b"));
        assertThat(plan.place(x)).isEqualTo(new Place.OfPlaceholder("x"));
        assertThat(plan.arenaElements()).isEqualTo(32);
    }

    @Test
    void a_reshape_is_its_input_and_keeps_it_alive() {
        ProgramBuilder builder = new ProgramBuilder();
        Value x = builder.weight("w", Shape.of(4, 4));
        Value a = builder.add(EXP, x);
        Value flat = builder.add(new Op.Reshape(Shape.of(16)), a);
        Value other = builder.add(EXP, builder.add(EXP, x));
        builder.output(
                "y", builder.add(ADD, flat, builder.add(new Op.Reshape(Shape.of(16)), other)));
        MemoryPlan plan =
                MemoryPlan.of(builder.build(), Set.of(), NEVER, MemoryPlanTest::noWorkspace);
        assertThat(plan.place(flat)).isEqualTo(plan.place(a));
        assertThat(plan.place(other)).isNotEqualTo(plan.place(a));
        assertThat(plan.place(x)).isEqualTo(new Place.OfWeight("w"));
    }

    @Test
    void packed_allocations_never_overlap_in_time_and_place() {
        Random random = new Random(5);
        List<Allocation> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Allocation allocation = new Allocation(1 + random.nextInt(500), i);
            allocation.usedUntil(i + random.nextInt(40));
            all.add(allocation);
        }
        long size = ArenaPacking.pack(all);
        long mostAtOnce = 0;
        for (int time = 0; time < 440; time++) {
            long now = 0;
            for (Allocation a : all) {
                now += a.first() <= time && time <= a.last() ? a.length() : 0;
            }
            mostAtOnce = Math.max(mostAtOnce, now);
        }
        for (Allocation a : all) {
            assertThat(a.end()).isLessThanOrEqualTo(size);
            for (Allocation b : all) {
                boolean apart = a.end() <= b.offset() || b.end() <= a.offset();
                assertThat(a == b || !a.meets(b) || apart).isTrue();
            }
        }
        assertThat(size).isBetween(mostAtOnce, mostAtOnce * 5 / 4);
    }

    @Test
    void a_program_without_nodes_needs_no_arena() {
        ProgramBuilder builder = new ProgramBuilder();
        builder.output("x", builder.placeholder("x", Shape.of(3)));
        Program program = builder.build();
        assertThat(
                        MemoryPlan.of(program, Set.of(), NEVER, MemoryPlanTest::noWorkspace)
                                .arenaElements())
                .isZero();
    }

    private static long noWorkspace(Node node) {
        return 0;
    }
}
