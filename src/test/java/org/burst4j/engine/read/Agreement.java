package org.burst4j.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.burst4j.SplitMix64;
import org.burst4j.engine.derive.Backward;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.rewrite.Simplify;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.random.custom.DistributionUniform;
import org.nd4j.linalg.factory.Nd4j;

/** Whether a graph's program, run by the interpreter, gives what ND4J's session gives. */
public final class Agreement {
    private static final long SEED = 77;
    private static final double TOLERANCE = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    private Agreement() {}

    /**
     * Reads a graph for the shapes of some feeds.
     *
     * @param sd the graph
     * @param feeds its inputs
     * @param outputs names of results
     * @return the program
     */
    public static Program read(SameDiff sd, Map<String, INDArray> feeds, List<String> outputs) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        feeds.forEach((name, array) -> shapes.put(name, Shape.of(array.shape())));
        return GraphReader.read(sd, shapes, outputs);
    }

    /**
     * Asserts that the program and what a rewriting makes of it agree with the session.
     *
     * @param sd the graph
     * @param feeds its inputs
     * @param outputs names of results
     * @param rewriting a pass, or none
     * @return the program as it was read
     */
    public static Program check(
            SameDiff sd,
            Map<String, INDArray> feeds,
            List<String> outputs,
            UnaryOperator<Program> rewriting) {
        Program program = read(sd, feeds, outputs);
        Map<String, double[]> expected = new LinkedHashMap<>();
        try (ForwardSession session = new ForwardSession(sd, outputs)) {
            session.run(feeds, SEED).forEach((name, array) -> expected.put(name, numbers(array)));
        }
        close("as read", run(program, sd, feeds), expected, TOLERANCE);
        close("rewritten", run(rewriting.apply(program), sd, feeds), expected, TOLERANCE);
        return program;
    }

    /**
     * Asserts that the gradients of a simplified program, simplified again, agree with the
     * session's.
     *
     * @param sd the graph
     * @param feeds its inputs
     * @param wanted names of variables
     * @param loss name of the loss
     */
    public static void checkGradients(
            SameDiff sd, Map<String, INDArray> feeds, List<String> wanted, String loss) {
        Program forward = Simplify.READ.apply(read(sd, feeds, List.of(loss)));
        Program joint = Simplify.WITH_GRADIENTS.apply(Backward.of(forward, loss, wanted));
        Map<String, double[]> expected = new LinkedHashMap<>();
        try (GradientSession session = new GradientSession(sd, wanted, loss, List.of());
                GradientSession.Result result = session.run(feeds, SEED)) {
            result.gradients()
                    .forEach(
                            (name, array) ->
                                    expected.put(Program.gradientOf(name), numbers(array)));
        }
        Map<String, double[]> actual = run(joint, sd, feeds);
        actual.keySet().retainAll(expected.keySet());
        close("gradients", actual, expected, GRADIENT_TOLERANCE);
    }

    /**
     * Asserts that numbers agree relative to the largest of each array, or to a thousandth of the
     * largest of all: what should be zero is the rounding of what it came from.
     *
     * @param what for the message
     * @param actual arrays by name
     * @param expected arrays by name
     * @param tolerance largest relative difference
     */
    public static void close(
            String what,
            Map<String, double[]> actual,
            Map<String, double[]> expected,
            double tolerance) {
        assertThat(actual.keySet()).as(what).isEqualTo(expected.keySet());
        double all =
                expected.values().stream()
                        .flatMapToDouble(Arrays::stream)
                        .map(Math::abs)
                        .max()
                        .orElseThrow();
        expected.forEach(
                (name, numbers) -> {
                    double[] own = actual.get(name);
                    assertThat(own).as(what + " " + name).hasSameSizeAs(numbers);
                    double scale = 1e-3 * all;
                    double largest = 0;
                    for (int i = 0; i < numbers.length; i++) {
                        scale = Math.max(scale, Math.abs(numbers[i]));
                        double difference = Math.abs(own[i] - numbers[i]);
                        largest = difference <= largest ? largest : difference;
                    }
                    assertThat(largest / scale).as(what + " " + name).isLessThan(tolerance);
                });
    }

    /**
     * Runs a program in double.
     *
     * @param program the program
     * @param sd the graph whose weights it reads
     * @param feeds its inputs
     * @return results by name
     */
    public static Map<String, double[]> run(
            Program program, SameDiff sd, Map<String, INDArray> feeds) {
        Map<String, double[]> placeholders = new HashMap<>();
        feeds.forEach((name, array) -> placeholders.put(name, numbers(array)));
        Map<String, double[]> weights = new HashMap<>();
        program.weights()
                .keySet()
                .forEach(name -> weights.put(name, numbers(sd.getVariable(name).getArr())));
        return new Interpreter(draw(program), Agreement::stock)
                .run(program, placeholders, weights, SEED);
    }

    /**
     * All numbers of an array, row by row.
     *
     * @param array any type
     * @return the numbers
     */
    public static double[] numbers(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    /**
     * An array of numbers from -1 to 1 without a pattern.
     *
     * @param seed other numbers for each
     * @param shape sizes
     * @return FLOAT
     */
    public static INDArray some(int seed, long... shape) {
        int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) Math.sin(seed + 1.7 * i * (i + seed));
        }
        return Nd4j.create(numbers, shape, 'c');
    }

    /** The numbers that ND4J draws. */
    private static Interpreter.Draw draw(Program program) {
        Map<String, Shape> shapes = new HashMap<>();
        for (Node node : program.nodes()) {
            if (node.op() instanceof Op.Uniform uniform) {
                shapes.put(uniform.name(), uniform.shape());
            }
        }
        Map<String, double[]> drawn = new HashMap<>();
        return (name, seed, index) ->
                drawn.computeIfAbsent(name, key -> units(name, seed, shapes.get(name)))[index];
    }

    private static double[] units(String name, long seed, Shape shape) {
        INDArray out = Nd4j.create(DataType.FLOAT, shape.longs());
        INDArray sizes = Nd4j.createFromArray(shape.longs());
        DynamicCustomOp op = new DistributionUniform(sizes, out, 0, 1);
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setArgs(
                new INDArray[] {sizes},
                new long[] {DataType.FLOAT.toInt()},
                null,
                new double[] {0, 1},
                null);
        context.setOutputArrays(out);
        long stream = SplitMix64.stream(seed, name);
        context.setRngStates(stream, SplitMix64.mix(stream + SplitMix64.GOLDEN));
        Nd4j.getExecutioner().exec(op, context);
        return numbers(out);
    }

    private static List<double[]> stock(Node node, List<double[]> inputs) {
        List<INDArray> in = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            in.add(array(inputs.get(i), node.input(i).shape()));
        }
        List<INDArray> out = new ArrayList<>();
        node.outputs()
                .forEach(value -> out.add(Nd4j.create(DataType.FLOAT, value.shape().longs())));
        StockNode operation = (StockNode) ((Op.Stock) node.op()).operation();
        Runnable run = operation.bind(in, out, resource -> {});
        run.run();
        run.run();
        return out.stream().map(Agreement::numbers).toList();
    }

    private static INDArray array(double[] numbers, Shape shape) {
        INDArray flat = Nd4j.createFromArray(numbers).castTo(DataType.FLOAT);
        return shape.rank() == 0 ? Nd4j.scalar(flat.getFloat(0)) : flat.reshape('c', shape.longs());
    }
}
