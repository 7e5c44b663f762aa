package org.burst4j.engine.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.burst4j.engine.ir.Value;

/** Compares derived gradients with differences of the loss, all in double. */
final class Differences {
    private static final double STEP = 1e-5;
    private static final long SEED = 11;

    private final ProgramBuilder builder = new ProgramBuilder();
    private final Random random = new Random(5);
    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final Map<String, double[]> placeholders = new LinkedHashMap<>();
    private final List<String> wanted = new ArrayList<>();

    ProgramBuilder builder() {
        return builder;
    }

    /** A wanted weight of numbers within limits. */
    Value weight(double low, double high, int... sizes) {
        Value value = fixed(low, high, sizes);
        wanted.add(value.name());
        return value;
    }

    /** A weight of given numbers. */
    Value weight(double[] numbers) {
        String name = "w" + weights.size();
        weights.put(name, numbers);
        wanted.add(name);
        return builder.weight(name, Shape.of(numbers.length));
    }

    /** A weight whose gradient is not wanted. */
    Value fixed(double low, double high, int... sizes) {
        String name = "w" + weights.size();
        Shape shape = Shape.of(sizes);
        weights.put(name, random.doubles(shape.elements(), low, high).toArray());
        return builder.weight(name, shape);
    }

    /** Something to be fed. */
    Value fed(double low, double high, int... sizes) {
        String name = "p" + placeholders.size();
        Shape shape = Shape.of(sizes);
        placeholders.put(name, random.doubles(shape.elements(), low, high).toArray());
        return builder.placeholder(name, shape);
    }

    /** The sum of all outputs' elements, each times another number. */
    void loss(Value... results) {
        Value loss = null;
        for (Value result : results) {
            Value factors = fed(-1, 1, result.shape().sizes());
            Value product = builder.add(new Op.Binary(BinaryKind.MULTIPLY), result, factors);
            List<Integer> axes = new ArrayList<>();
            for (int axis = 0; axis < result.shape().rank(); axis++) {
                axes.add(axis);
            }
            Value sum = builder.add(new Op.Reduce(ReduceKind.SUM, axes, false), product);
            loss = loss == null ? sum : builder.add(new Op.Binary(BinaryKind.ADD), loss, sum);
        }
        builder.output("loss", loss);
    }

    Program joint() {
        return Backward.of(builder.build(), "loss", wanted);
    }

    Map<String, double[]> run(Program program) {
        return new Interpreter().run(program, placeholders, weights, SEED);
    }

    /** The gradient of a wanted weight. */
    double[] gradient(Value weight) {
        return run(joint()).get(Program.gradientOf(weight.name()));
    }

    /** Derived gradients and differences are the same, and no output is missing. */
    void check() {
        Program forward = builder.build();
        Map<String, double[]> joint = run(joint());
        assertThat(joint.get("loss")).containsExactly(run(forward).get("loss"));
        for (String name : wanted) {
            double[] gradient = joint.get(Program.gradientOf(name));
            double[] numbers = weights.get(name);
            assertThat(gradient).hasSize(numbers.length);
            for (int i = 0; i < numbers.length; i++) {
                double number = numbers[i];
                numbers[i] = number + STEP;
                double above = run(forward).get("loss")[0];
                numbers[i] = number - STEP;
                double below = run(forward).get("loss")[0];
                numbers[i] = number;
                double slope = (above - below) / (2 * STEP);
                assertThat(gradient[i])
                        .as("d loss / d %s[%d]", name, i)
                        .isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
            }
        }
    }
}
