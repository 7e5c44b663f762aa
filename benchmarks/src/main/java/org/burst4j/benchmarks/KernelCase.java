package org.burst4j.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Value;
import org.burst4j.engine.kernel.Kernels;
import org.burst4j.engine.kernel.Step;
import org.burst4j.engine.kernel.Workers;

/**
 * Kernels bound to memory of their own, ready to be timed. A case is a small program; what it is
 * fed and what it gives count as moved bytes, what it hands from node to node does not.
 *
 * @param name of the case
 * @param steps to run in order
 * @param outputs memory of the results
 * @param flops floating point operations of products in one run
 * @param bytes that one run has to move
 */
record KernelCase(
        String name, List<Step> steps, List<FloatBuffer> outputs, double flops, double bytes)
        implements Runnable {
    private static final int RANDOM_FLOATS = 1 << 16;

    /** Binds a program. Placeholders get seeded numbers of the normal distribution. */
    static KernelCase of(String name, Program program, Workers workers) {
        Map<Value, FloatBuffer> memory = new HashMap<>();
        Random random = new Random(1);
        double bytes = 0;
        for (Value value : program.placeholders().values()) {
            FloatBuffer buffer = allocate(value);
            fill(buffer, random);
            memory.put(value, buffer);
            bytes += (double) Float.BYTES * value.shape().elements();
        }
        List<Step> steps = new ArrayList<>();
        double flops = 0;
        for (Node node : program.nodes()) {
            node.outputs().forEach(value -> memory.put(value, allocate(value)));
            List<FloatBuffer> inputs = node.inputs().stream().map(memory::get).toList();
            List<FloatBuffer> outputs = node.outputs().stream().map(memory::get).toList();
            steps.add(Kernels.bind(node, inputs, outputs, workers));
            flops += NodeWork.flops(node);
        }
        List<FloatBuffer> results = program.outputs().values().stream().map(memory::get).toList();
        for (FloatBuffer result : results) {
            bytes += (double) Float.BYTES * result.capacity();
        }
        return new KernelCase(name, steps, results, flops, bytes);
    }

    private static FloatBuffer allocate(Value value) {
        return ByteBuffer.allocateDirect(value.shape().elements() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** A block of numbers again and again: drawing 13 million takes seconds. */
    static void fill(FloatBuffer buffer, Random random) {
        float[] block = new float[Math.min(buffer.capacity(), RANDOM_FLOATS)];
        for (int i = 0; i < block.length; i++) {
            block[i] = (float) random.nextGaussian();
        }
        for (int start = 0; start < buffer.capacity(); start += block.length) {
            buffer.put(start, block, 0, Math.min(block.length, buffer.capacity() - start));
        }
    }

    @Override
    public void run() {
        for (Step step : steps) {
            step.run(1);
        }
    }

    /** Stops if a result is not a number somewhere: a kernel that does not work is not timed. */
    void check() {
        run();
        for (FloatBuffer output : outputs) {
            for (int i = 0; i < output.capacity(); i += 1 + output.capacity() / 1009) {
                if (!Float.isFinite(output.get(i))) {
                    throw new ModelException(
                            "kernel " + name + " gives " + output.get(i) + " at element " + i,
                            "Mend the kernel first.");
                }
            }
        }
    }
}
