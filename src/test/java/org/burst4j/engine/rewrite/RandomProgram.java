package org.burst4j.engine.rewrite;

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
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/** Programs of any element-wise operations, with others between, and values for what they read. */
final class RandomProgram {
    private static final Shape CUBE = Shape.of(2, 3, 4);
    private static final Shape MATRIX = Shape.of(6, 4);
    private static final List<Shape> SMALL =
            List.of(
                    Shape.of(),
                    Shape.of(4),
                    Shape.of(1, 4),
                    Shape.of(6, 1),
                    Shape.of(3, 1),
                    Shape.of(3, 4),
                    Shape.of(2, 1, 4),
                    Shape.of(2, 1, 1),
                    Shape.of(2, 3, 1));

    private final Random random;
    private final ProgramBuilder builder = new ProgramBuilder();
    private final List<Value> values = new ArrayList<>();
    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final Map<String, double[]> placeholders = new LinkedHashMap<>();
    private int draws;

    RandomProgram(long seed) {
        random = new Random(seed);
        placeholders.put("x", numbers(CUBE));
        values.add(builder.placeholder("x", CUBE));
        for (int i = 0; i < 6; i++) {
            Shape shape = i < 2 ? MATRIX : SMALL.get(random.nextInt(SMALL.size()));
            weights.put("w" + i, numbers(shape));
            values.add(builder.weight("w" + i, shape));
        }
    }

    private double[] numbers(Shape shape) {
        return random.doubles(shape.elements(), -1, 1).toArray();
    }

    /** A program of so many nodes and a few results. */
    Program write(int nodes) {
        for (int i = 0; i < nodes; i++) {
            step();
        }
        for (int i = 0; i < 3; i++) {
            builder.output(
                    "y" + i,
                    values.get(values.size() - 1 - random.nextInt(Math.min(values.size(), nodes))));
        }
        return builder.build();
    }

    Map<String, double[]> run(Program program) {
        return new Interpreter().run(program, placeholders, weights, 7);
    }

    private void step() {
        Value x = any();
        switch (random.nextInt(12)) {
            case 0, 1 -> unary(x);
            case 2 -> add(new Op.Affine(0.5f + random.nextFloat(), random.nextFloat()), x);
            case 3 -> add(new Op.Dropout("drop" + draws++, 0.25f), x);
            case 4, 5, 6 -> binary(x, any());
            case 7 -> reshape(x);
            case 8 -> broadcast(x);
            case 9 -> other(x);
            case 10 ->
                    add(new Op.Fill(SMALL.get(random.nextInt(SMALL.size())), random.nextFloat()));
            default -> gradient(x);
        }
    }

    private Value any() {
        int recent = Math.min(values.size(), 8);
        return random.nextBoolean()
                ? values.get(values.size() - 1 - random.nextInt(recent))
                : values.get(random.nextInt(values.size()));
    }

    private void add(Op op, Value... inputs) {
        values.add(builder.add(op, inputs));
    }

    private void unary(Value x) {
        UnaryKind[] kinds = {UnaryKind.NEGATE, UnaryKind.TANH, UnaryKind.GELU, UnaryKind.ABS};
        add(new Op.Unary(kinds[random.nextInt(kinds.length)]), x);
    }

    private void binary(Value x, Value y) {
        BinaryKind[] kinds = {
            BinaryKind.ADD, BinaryKind.SUBTRACT, BinaryKind.MULTIPLY, BinaryKind.MAXIMUM
        };
        if (fit(x.shape(), y.shape())) {
            add(new Op.Binary(kinds[random.nextInt(kinds.length)]), x, y);
        }
    }

    private static boolean fit(Shape a, Shape b) {
        for (int axis = 1; axis <= Math.min(a.rank(), b.rank()); axis++) {
            int one = a.size(-axis);
            int other = b.size(-axis);
            if (one != other && one != 1 && other != 1) {
                return false;
            }
        }
        return a.with(b).elements() <= CUBE.elements();
    }

    private void reshape(Value x) {
        if (x.shape().elements() == CUBE.elements()) {
            add(new Op.Reshape(x.shape().rank() == 3 ? MATRIX : CUBE), x);
        } else {
            add(new Op.Reshape(Shape.of(x.shape().elements())), x);
        }
    }

    private void broadcast(Value x) {
        Shape to = random.nextBoolean() ? CUBE : MATRIX;
        if (fit(x.shape(), to) && x.shape().with(to).equals(to)) {
            add(new Op.Broadcast(to), x);
        }
    }

    private void gradient(Value x) {
        Value dy = any();
        if (dy.shape().equals(x.shape())) {
            add(new Op.GeluGradient(), x, dy);
        }
    }

    private void other(Value x) {
        if (x.shape().rank() == 2 && x.shape().columns() == 4 && random.nextBoolean()) {
            add(new Op.MatMul(true, false), x, x); // [4,4], in a circle of its own
        } else if (x.shape().rank() > 1) {
            add(new Op.Reduce(ReduceKind.MEAN, List.of(1), true), x);
        } else if (x.shape().rank() == 1) {
            add(new Op.Softmax(), x);
        }
    }
}
