package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;

class RepeatSumsTest {
    private static final Op GELU = new Op.Unary(UnaryKind.GELU);
    private static final Op ADD = new Op.Binary(BinaryKind.ADD);

    private final ProgramBuilder builder = new ProgramBuilder();
    private final Value x = builder.placeholder("x", Shape.of(9, 4));
    private final Value product =
            builder.add(new Op.MatMul(false, false), x, builder.weight("w", Shape.of(4, 4)));
    private final Value sum = builder.add(ADD, product, builder.weight("b", Shape.of(4)));

    private Value far(Value from) {
        Value now = from;
        for (int i = 0; i < 15; i++) {
            now = builder.add(new Op.Softmax(), now);
        }
        return now;
    }

    private Program rewritten() {
        Program program = builder.build();
        Program repeated = new RepeatSums(1).apply(program);
        Program fused = new FuseElementwise().apply(repeated);
        assertThat(run(fused)).usingRecursiveComparison().isEqualTo(run(program));
        return fused;
    }

    private static Map<String, double[]> run(Program program) {
        Random random = new Random(2);
        Map<String, double[]> feeds = Map.of("x", random.doubles(36, -1, 1).toArray());
        Map<String, double[]> weights =
                Map.of(
                        "w", random.doubles(16, -1, 1).toArray(),
                        "b", random.doubles(4, -1, 1).toArray());
        return new Interpreter().run(program, feeds, weights, 1);
    }

    private static long additions(Program program) {
        return program.nodes().stream()
                .filter(node -> node.inputs().stream().anyMatch(in -> in.name().equals("b")))
                .count();
    }

    @Test
    void each_far_reader_adds_the_bias_itself_and_the_sum_is_not_stored() {
        Value y = far(builder.add(GELU, sum));
        Value again = builder.add(new Op.Reshape(Shape.of(3, 3, 4)), sum);
        Value dy = builder.add(new Op.Reshape(Shape.of(3, 3, 4)), y);
        builder.output("dx", builder.add(new Op.GeluGradient(), again, dy));
        Program program = rewritten();
        assertThat(additions(program)).isEqualTo(2);
        assertThat(program.nodes())
                .filteredOn(node -> node.op() instanceof Op.Fused)
                .extracting(Node::outputs)
                .allMatch(outputs -> outputs.size() == 1)
                .hasSize(2);
    }

    @Test
    void a_sum_that_a_product_reads_too_is_stored() {
        Value y = far(builder.add(GELU, sum));
        builder.output("dx", builder.add(new Op.GeluGradient(), sum, y));
        builder.output("square", builder.add(new Op.MatMul(true, false), sum, sum));
        assertThat(additions(rewritten())).isEqualTo(1);
    }

    @Test
    void a_sum_of_what_others_read_is_stored() {
        Value y = far(builder.add(GELU, sum));
        builder.output("dx", builder.add(new Op.GeluGradient(), sum, y));
        builder.output("other", builder.add(new Op.Softmax(), product));
        assertThat(additions(rewritten())).isEqualTo(1);
    }

    @Test
    void near_readers_share_one_sum() {
        Value y = builder.add(GELU, sum);
        builder.output("dx", builder.add(new Op.GeluGradient(), sum, y));
        assertThat(additions(rewritten())).isEqualTo(1);
    }
}
