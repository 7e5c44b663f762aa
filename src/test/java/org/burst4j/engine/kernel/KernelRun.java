package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** Runs one node by its kernel, in every way it can run, and by the interpreter. */
final class KernelRun {
    private static final long SEED = 77;

    private final ProgramBuilder builder = new ProgramBuilder();
    private final List<Value> inputs = new ArrayList<>();
    private final List<float[]> data = new ArrayList<>();
    private final Node node;

    private KernelRun(Op op, List<float[]> data, List<Shape> shapes) {
        for (int i = 0; i < shapes.size(); i++) {
            inputs.add(builder.placeholder("input" + i, shapes.get(i)));
            this.data.add(data.get(i));
        }
        List<Value> outputs = builder.addAll(op, inputs);
        for (int i = 0; i < outputs.size(); i++) {
            builder.output("output" + i, outputs.get(i));
        }
        node = builder.producer(outputs.get(0));
    }

    /** Compares with the interpreter on normal numbers; every run must give the same bits. */
    static void check(Op op, double tolerance, Shape... shapes) {
        Random random = new Random(3);
        List<float[]> data = new ArrayList<>();
        for (Shape shape : shapes) {
            float[] values = new float[shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            data.add(values);
        }
        check(op, tolerance, data, shapes);
    }

    /** The same on given numbers. */
    static void check(Op op, double tolerance, List<float[]> data, Shape... shapes) {
        KernelRun run = new KernelRun(op, data, List.of(shapes));
        List<float[]> results = run.run(1, -1, 0);
        run.agree(results, tolerance);
        same(results, run.run(3, -1, 0));
        for (int input = 0; input < shapes.length; input++) {
            for (int output = 0; output < results.size(); output++) {
                if (Kernels.mayShare(run.node, input, output)) {
                    same(results, run.run(2, input, output));
                }
            }
        }
    }

    private static void same(List<float[]> results, List<float[]> others) {
        for (int i = 0; i < results.size(); i++) {
            assertThat(others.get(i)).as("output %d", i).isEqualTo(results.get(i));
        }
    }

    private void agree(List<float[]> results, double tolerance) {
        Interpreter.Draw draw =
                (name, seed, index) -> {
                    float[] drawn = new float[1];
                    RandomBits.uniform(seed, name, 0, 1, index, drawn, 1);
                    return drawn[0];
                };
        Map<String, double[]> fed = new LinkedHashMap<>();
        for (int i = 0; i < data.size(); i++) {
            double[] wide = new double[data.get(i).length];
            for (int j = 0; j < wide.length; j++) {
                wide[j] = data.get(i)[j];
            }
            fed.put("input" + i, wide);
        }
        Map<String, double[]> expected =
                new Interpreter(draw, (stock, values) -> List.of())
                        .run(builder.build(), fed, Map.of(), SEED);
        for (int i = 0; i < results.size(); i++) {
            double[] truth = expected.get("output" + i);
            assertThat(results.get(i)).hasSameSizeAs(truth);
            for (int j = 0; j < truth.length; j++) {
                double error = Math.abs(results.get(i)[j] - truth[j]);
                assertThat(error <= tolerance * Math.max(1, Math.abs(truth[j])))
                        .as(
                                "%s output %d element %d is %s, not %s",
                                node, i, j, results.get(i)[j], truth[j])
                        .isTrue();
            }
        }
    }

    private List<float[]> run(int threads, int sharedInput, int sharedOutput) {
        List<FloatBuffer> from = new ArrayList<>();
        List<FloatBuffer> to = new ArrayList<>();
        for (float[] values : data) {
            FloatBuffer buffer = memory(values.length);
            buffer.put(0, values);
            from.add(buffer);
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            boolean shared = sharedInput >= 0 && i == sharedOutput;
            to.add(
                    shared
                            ? from.get(sharedInput)
                            : memory(node.outputs().get(i).shape().elements()));
        }
        try (Workers workers = new Workers(threads)) {
            Step step = Kernels.bind(node, from, to, workers);
            if (sharedInput < 0) {
                step.run(SEED - 1);
            }
            step.run(SEED);
        }
        List<float[]> results = new ArrayList<>();
        for (FloatBuffer buffer : to) {
            float[] values = new float[buffer.capacity()];
            buffer.get(0, values);
            results.add(values);
        }
        return results;
    }

    private static FloatBuffer memory(int elements) {
        FloatBuffer buffer =
                ByteBuffer.allocateDirect(elements * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        for (int i = 0; i < elements; i++) {
            buffer.put(i, Float.NaN);
        }
        return buffer;
    }
}
