package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Expression.Access;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseElementwiseTest {
    private static final Op ADD = new Op.Binary(BinaryKind.ADD);
    private static final Op GELU = new Op.Unary(UnaryKind.GELU);

    private final ProgramBuilder builder = new ProgramBuilder();

    private Program fused() {
        return new FuseElementwise().apply(builder.build());
    }

    private static List<Expression> expressions(Program program) {
        return program.nodes().stream()
                .filter(node -> node.op() instanceof Op.Fused)
                .map(node -> ((Op.Fused) node.op()).expression())
                .toList();
    }

    @Test
    void bias_dropout_and_residual_are_one_pass() {
        Value x = builder.placeholder("x", Shape.of(6, 4));
        Value product =
                builder.add(new Op.MatMul(false, false), x, builder.weight("w", Shape.of(4, 4)));
        Value biased = builder.add(ADD, product, builder.weight("b", Shape.of(4)));
        Value dropped = builder.add(new Op.Dropout("d", 0.5f), biased);
        builder.output("y", builder.add(ADD, x, dropped));
        Program program = fused();
        assertThat(program.nodes()).hasSize(2);
        Expression expression = expressions(program).get(0);
        assertThat(expression.accesses())
                .containsExactly(new Access(1, 24), new Access(1, 4), new Access(1, 24));
        assertThat(expression.instructions()).hasSize(6);
        assertThat(expression.results()).containsExactly(5);
    }

    @Test
    void a_value_that_others_read_is_stored_on_the_way() {
        Value x = builder.placeholder("x", Shape.of(6, 4));
        Value biased = builder.add(ADD, x, builder.weight("b", Shape.of(4)));
        Value y = builder.add(GELU, biased);
        builder.output("sum", builder.add(new Op.MatMul(true, false), biased, y));
        Program program = fused();
        assertThat(program.nodes()).hasSize(2);
        assertThat(expressions(program).get(0).results()).containsExactly(2, 3);
    }

    @Test
    void no_group_waits_for_itself() {
        Value x = builder.placeholder("x", Shape.of(6, 6));
        Value early = builder.add(GELU, x);
        Value between = builder.add(new Op.Softmax(), early);
        builder.output("y", builder.add(ADD, early, between));
        Program program = fused();
        assertThat(program.nodes())
                .extracting(Node::op)
                .containsExactly(GELU, new Op.Softmax(), ADD);
    }

    @Test
    void what_is_made_far_away_for_the_way_back_is_not_made_before() {
        Value x = builder.placeholder("x", Shape.of(6, 6));
        Value kept = builder.add(ADD, x, x);
        Value y = builder.add(GELU, kept);
        Value far = y;
        for (int i = 0; i < 20; i++) {
            far = builder.add(new Op.Softmax(), far);
        }
        Value dx = builder.add(new Op.GeluGradient(), kept, far);
        Value again = builder.add(new Op.Unary(UnaryKind.TANH), kept);
        builder.output("y", y);
        builder.output("dx", builder.add(ADD, dx, again));
        Program program = fused();
        assertThat(expressions(program)).hasSize(2);
        assertThat(expressions(program).get(0).results()).hasSize(2);
        assertThat(expressions(program).get(1).results()).hasSize(1);
        assertThat(program.nodes()).hasSize(22);
    }

    @Test
    void broadcasts_are_read_where_they_are() {
        Value x = builder.placeholder("x", Shape.of(2, 3, 4));
        Value row = builder.weight("row", Shape.of(4));
        Value clip = builder.weight("clip", Shape.of(2, 1, 4));
        Value column = builder.weight("column", Shape.of(6, 1));
        Value wide = builder.add(new Op.Broadcast(Shape.of(6, 4)), column);
        Value y = builder.add(ADD, x, builder.add(new Op.Reshape(Shape.of(2, 3, 4)), wide));
        y = builder.add(ADD, builder.add(ADD, y, row), builder.add(new Op.Fill(Shape.of(), 2)));
        builder.output("y", y);
        builder.output("z", builder.add(ADD, y, clip));
        Program program = fused();
        assertThat(expressions(program).get(0).accesses())
                .containsExactly(
                        new Access(1, 24), new Access(4, 6), new Access(1, 4), new Access(1, 1));
        assertThat(program.nodes())
                .extracting(Node::op)
                .contains(ADD)
                .noneMatch(op -> op instanceof Op.Broadcast);
    }

    @ParameterizedTest
    @CsvSource({
        "2x3x4,     2x3x4, 1, 24",
        "4,         2x3x4, 1, 4",
        "2x3x1,     2x3x4, 4, 6",
        "2x1x1,     2x3x4, 12, 2",
        "3x1,       2x3x4, 4, 3",
        "1x3x1,     2x3x4, 4, 3",
        "3x4,       2x3x4, 1, 12",
        "2x1x1x4,   2x1x1x4, 1, 8",
        "1,         2x3x4, 1, 1",
        "2x1x4,     2x3x4, 0, 0",
        "2x1x3x1,   2x5x3x4, 0, 0"
    })
    void numpys_rule_is_a_repeat_and_a_length(
            String operand, String result, int repeat, int length) {
        Access expected = repeat == 0 ? null : new Access(repeat, length);
        assertThat(Expression.Access.of(shape(operand), shape(result))).isEqualTo(expected);
    }

    private static Shape shape(String sizes) {
        return Shape.of(
                java.util.Arrays.stream(sizes.split("x", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    @Test
    void any_program_gives_the_same_numbers() {
        int before = 0;
        int after = 0;
        for (int seed = 0; seed < 400; seed++) {
            RandomProgram random = new RandomProgram(seed);
            Program program = random.write(8 + seed % 60);
            Program fused = new FuseElementwise().apply(program);
            Map<String, double[]> expected = random.run(program);
            Map<String, double[]> actual = random.run(fused);
            expected.forEach(
                    (name, numbers) ->
                            assertThat(actual.get(name)).as(fused::toString).isEqualTo(numbers));
            before += program.nodes().size();
            after += fused.nodes().size();
        }
        assertThat(after).isLessThan(before * 9 / 10);
    }
}
