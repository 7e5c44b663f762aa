package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/** Short words for writing programs in tests, and a check that rewriting leaves their results. */
final class Sketch {
    private final ProgramBuilder builder = new ProgramBuilder();

    Value weight(String name, int... sizes) {
        return builder.weight(name, Shape.of(sizes));
    }

    Value op(Op op, Value... inputs) {
        return builder.add(op, inputs);
    }

    Value add(Value a, Value b) {
        return op(new Op.Binary(BinaryKind.ADD), a, b);
    }

    Value times(Value a, Value b) {
        return op(new Op.Binary(BinaryKind.MULTIPLY), a, b);
    }

    Value minus(Value a, Value b) {
        return op(new Op.Binary(BinaryKind.SUBTRACT), a, b);
    }

    Value affine(Value x, double scale, double shift) {
        return op(new Op.Affine((float) scale, (float) shift), x);
    }

    Value unary(UnaryKind kind, Value x) {
        return op(new Op.Unary(kind), x);
    }

    Value reshape(Value x, int... sizes) {
        return op(new Op.Reshape(Shape.of(sizes)), x);
    }

    Value broadcast(Value x, int... sizes) {
        return op(new Op.Broadcast(Shape.of(sizes)), x);
    }

    Value fill(double value, int... sizes) {
        return op(new Op.Fill(Shape.of(sizes), (float) value));
    }

    Value mean(Value x, boolean keep, int axis) {
        return op(new Op.Reduce(ReduceKind.MEAN, List.of(axis), keep), x);
    }

    Value sum(Value x, int axis) {
        return op(new Op.Reduce(ReduceKind.SUM, List.of(axis), true), x);
    }

    /** 1 / sqrt(x + epsilon). */
    Value inverse(Value variance, double epsilon) {
        return unary(UnaryKind.RECIPROCAL, unary(UnaryKind.SQRT, affine(variance, 1, epsilon)));
    }

    /** The operations that recognition leaves, after a check that results are the same. */
    List<Op> recognised(Value... outputs) {
        for (int i = 0; i < outputs.length; i++) {
            builder.output("y" + i, outputs[i]);
        }
        Program program = builder.build();
        Program rewritten = new RecogniseMacros().apply(program);
        Map<String, double[]> expected = run(program);
        Map<String, double[]> actual = run(rewritten);
        expected.forEach((name, numbers) -> close(rewritten, actual.get(name), numbers));
        return rewritten.nodes().stream().map(node -> node.op()).toList();
    }

    private static void close(Program program, double[] actual, double[] expected) {
        assertThat(actual).as(program::toString).hasSameSizeAs(expected);
        double scale = Arrays.stream(expected).map(Math::abs).reduce(1e-3, Math::max);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) / scale)
                    .as(program::toString)
                    .isLessThan(1e-6);
        }
    }

    private static Map<String, double[]> run(Program program) {
        Random random = new Random(5);
        Map<String, double[]> weights = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            String name = String.valueOf((char) ('a' + i));
            double[] numbers = random.doubles(4096, -1, 1).toArray();
            Value value = program.weights().get(name);
            if (value != null) {
                weights.put(name, Arrays.copyOf(numbers, value.shape().elements()));
            }
        }
        return new Interpreter().run(program, Map.of(), weights, 3);
    }
}
