package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;

/**
 * Kernels compute in memory that they share: those of several models, of several sizes, one after
 * the other and from several threads at once give the bits that each gives alone.
 */
class SharedScratchTest {
    private record Case(Op op, List<Shape> shapes) {
        Case(Op op, Shape... shapes) {
            this(op, List.of(shapes));
        }
    }

    /** The kernels with memory beyond a block, in two sizes, the larger one first or last. */
    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int size : new int[] {3, 1}) {
            Shape x = Shape.of(2, 300 * size, 16 * size);
            Shape channel = Shape.of(16 * size);
            Shape moment = Shape.of(2, 1, 16 * size);
            Op.GroupNorm group = new Op.GroupNorm(1e-5f, true);
            cases.add(new Case(group, x, channel, channel));
            cases.add(
                    new Case(
                            new Op.GroupNormGradient(group),
                            x,
                            channel,
                            channel,
                            moment,
                            moment,
                            x));
            Shape rows = Shape.of(500 * size, 64 * size);
            Shape column = Shape.of(500 * size, 1);
            Shape row = Shape.of(64 * size);
            Op.LayerNorm layer = new Op.LayerNorm(1e-5f, true, true, false);
            cases.add(
                    new Case(
                            new Op.LayerNormGradient(layer), rows, row, row, column, column, rows));
            cases.add(new Case(new Op.Reduce(ReduceKind.SUM, List.of(0, 2), false), x));
            cases.add(new Case(new Op.Reduce(ReduceKind.SUM, List.of(0), false), rows));
            Shape frames = Shape.of(2 * 40 * size, 24);
            Op.Attention attention = new Op.Attention(2, 4 - size, 0.3f, false, "mask", 0.2f);
            cases.add(new Case(attention, frames, frames, frames));
            cases.add(
                    new Case(new Op.AttentionGradient(attention), frames, frames, frames, frames));
            Op.GroupedConv conv = new Op.GroupedConv(2, 2 + size, 0);
            Shape input = Shape.of(3, 30 * size, 4 * size);
            Shape weight = Shape.of(5, 2 * size, 6 * size);
            cases.add(new Case(conv, input, weight));
            Shape dy = conv.outputs(List.of(input, weight)).get(0);
            cases.add(new Case(new Op.GroupedConvGradient(conv), input, weight, dy));
        }
        return cases;
    }

    /** A bound kernel and what it writes. */
    private record Bound(Step step, List<FloatBuffer> outputs) {
        List<float[]> run() {
            step.run(5);
            List<float[]> results = new ArrayList<>();
            for (FloatBuffer output : outputs) {
                float[] numbers = new float[output.capacity()];
                output.get(0, numbers);
                results.add(numbers);
            }
            return results;
        }
    }

    private static Bound bind(Case one, Workers workers) {
        Random random = new Random(7);
        ProgramBuilder builder = new ProgramBuilder();
        List<Value> values = new ArrayList<>();
        List<FloatBuffer> inputs = new ArrayList<>();
        for (Shape shape : one.shapes()) {
            values.add(builder.placeholder("x" + values.size(), shape));
            FloatBuffer memory = memory(shape);
            for (int i = 0; i < memory.capacity(); i++) {
                memory.put(i, random.nextFloat() - 0.5f);
            }
            inputs.add(memory);
        }
        Node node = builder.producer(builder.addAll(one.op(), values).get(0));
        List<FloatBuffer> outputs = new ArrayList<>();
        node.outputs().forEach(value -> outputs.add(memory(value.shape())));
        return new Bound(Kernels.bind(node, inputs, outputs, workers), outputs);
    }

    private static FloatBuffer memory(Shape shape) {
        return ByteBuffer.allocateDirect(shape.elements() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static List<List<float[]>> alone() {
        List<List<float[]>> results = new ArrayList<>();
        for (Case one : cases()) {
            try (Workers workers = new Workers(1)) {
                results.add(bind(one, workers).run());
            }
        }
        return results;
    }

    private static void assertSame(List<List<float[]>> results, List<List<float[]>> expected) {
        for (int i = 0; i < expected.size(); i++) {
            for (int output = 0; output < expected.get(i).size(); output++) {
                assertThat(results.get(i).get(output))
                        .as("output %d of %s", output, cases().get(i).op())
                        .isEqualTo(expected.get(i).get(output));
            }
        }
    }

    @Test
    void kernels_of_several_sizes_one_after_the_other() {
        List<List<float[]>> expected = alone();
        try (Workers workers = new Workers(2)) {
            List<Bound> bound = cases().stream().map(one -> bind(one, workers)).toList();
            for (int round = 0; round < 3; round++) {
                assertSame(bound.stream().map(Bound::run).toList(), expected);
            }
        }
    }

    @Test
    void two_models_in_two_threads() throws Exception {
        List<List<float[]>> expected = alone();
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (Workers workers = new Workers(2)) {
            List<Callable<List<List<float[]>>>> models = new ArrayList<>();
            for (int model = 0; model < 2; model++) {
                List<Bound> bound = cases().stream().map(one -> bind(one, workers)).toList();
                models.add(
                        () -> {
                            List<List<float[]>> last = List.of();
                            for (int round = 0; round < 10; round++) {
                                last = bound.stream().map(Bound::run).toList();
                                assertSame(last, expected);
                            }
                            return last;
                        });
            }
            for (Future<List<List<float[]>>> done : callers.invokeAll(models)) {
                assertSame(done.get(), expected);
            }
        } finally {
            callers.shutdown();
        }
    }
}
