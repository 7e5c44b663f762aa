package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.SplitMix64;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/**
 * Runs {@link Op.AttentionGradient}: each head of each clip is a part. Weights P are made again; dP
 * = dy v^T, dS = P (dP - sum of P dP over the keys), and from it dq = scale dS k, dk = scale dS^T
 * q; dv = P^T dy.
 */
final class AttentionGradientKernel implements Step {
    private final Op.Attention op;
    private final List<FloatBuffer> inputs;
    private final List<FloatBuffer> outputs;
    private final Workers workers;
    private final Shape shape; // [B*T,D]

    /** What the way back needs beside the weights. */
    private static final class Scratch {
        final HeadScratch head = new HeadScratch();
        float[] dy = {}; // [I,d]
        float[][] dyAcross = {}; // [d,I]
        float[][] change = {}; // [T,I]: of the weights, then of the scores
        float[][] turned = {}; // [I,T]
        float[][] factors = {}; // [T,I], of dropout
        float[] inner = {}; // [I]
        float[][] queriesChange = {}; // [d,I]
        float[][] keysChange = {}; // [d,T]
        float[][] valuesChange = {}; // [d,T]

        Scratch fit(Op.Attention op, Shape shape) {
            head.fit(op, shape);
            int block = head.block;
            dy = Rows.grown(dy, block * head.width);
            dyAcross = Rows.grown(dyAcross, head.width, block);
            change = Rows.grown(change, head.frames, block);
            turned = Rows.grown(turned, block, head.frames);
            factors = Rows.grown(factors, op.dropoutName().isEmpty() ? 0 : head.frames, block);
            inner = Rows.grown(inner, block);
            queriesChange = Rows.grown(queriesChange, head.width, block);
            keysChange = Rows.grown(keysChange, head.width, head.frames);
            valuesChange = Rows.grown(valuesChange, head.width, head.frames);
            return this;
        }
    }

    AttentionGradientKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        op = ((Op.AttentionGradient) node.op()).forward();
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.workers = workers;
        shape = node.input(0).shape();
    }

    @Override
    public void run(long seed) {
        long stream = op.dropoutName().isEmpty() ? 0 : SplitMix64.stream(seed, op.dropoutName());
        workers.run(op.clips() * op.heads(), (part, slot) -> head(part, slot, stream));
    }

    private void head(int part, int slot, long stream) {
        Scratch own = workers.own(slot, Scratch.class, Scratch::new).fit(op, shape);
        HeadScratch head = own.head;
        int clip = part / op.heads();
        int number = part % op.heads();
        FloatBuffer bias = op.masked() ? inputs.get(3) : null;
        head.readHead(inputs.get(1), inputs.get(2), bias, clip, number);
        SmallProduct.clear(own.keysChange, head.width, head.frames);
        SmallProduct.clear(own.valuesChange, head.width, head.frames);
        for (int frame = 0; frame < head.frames; frame += head.block) {
            int count = Math.min(head.block, head.frames - frame);
            block(part, own, stream, frame, count);
            SmallProduct.flatten(own.queriesChange, own.dy, count, head.width);
            HeadScratch.scale(own.dy, op.scale(), count * head.width);
            head.write(outputs.get(0), clip, number, frame, count, own.dy);
        }
        SmallProduct.flatten(own.keysChange, head.keys, head.frames, head.width);
        head.write(outputs.get(1), clip, number, 0, head.frames, head.keys);
        SmallProduct.flatten(own.valuesChange, head.keys, head.frames, head.width);
        head.write(outputs.get(2), clip, number, 0, head.frames, head.keys);
    }

    private void block(int part, Scratch own, long stream, int frame, int count) {
        HeadScratch head = own.head;
        int width = head.width;
        int frames = head.frames;
        head.weigh(inputs.get(0), part / op.heads(), part % op.heads(), frame, count);
        head.read(
                inputs.get(inputs.size() - 1),
                part / op.heads(),
                part % op.heads(),
                frame,
                count,
                own.dy);
        SmallProduct.transpose(own.dy, own.dyAcross, count, width);
        SmallProduct.clear(own.change, frames, count);
        SmallProduct.add(head.values, 0, width, 1, own.dyAcross, own.change, frames, width, count);
        boolean drop = !op.dropoutName().isEmpty();
        if (drop) {
            for (int key = 0; key < frames; key++) {
                head.drop(own.factors[key], stream, part, key, frame, count);
                HeadScratch.multiply(own.change[key], own.factors[key], count);
            }
        }
        Arrays.fill(own.inner, 0, count, 0);
        for (int key = 0; key < frames; key++) {
            HeadScratch.multiply(head.weights[key], head.inverse, count);
            addProduct(own.inner, head.weights[key], own.change[key], count);
        }
        for (int key = 0; key < frames; key++) {
            toScores(own.change[key], head.weights[key], own.inner, count);
        }
        SmallProduct.clear(own.queriesChange, width, count);
        SmallProduct.add(
                head.keys, 0, 1, width, own.change, own.queriesChange, width, frames, count);
        SmallProduct.transpose(own.change, own.turned, frames, count);
        SmallProduct.add(
                head.queries, 0, 1, width, own.turned, own.keysChange, width, count, frames);
        if (drop) {
            for (int key = 0; key < frames; key++) {
                HeadScratch.multiply(head.weights[key], own.factors[key], count);
            }
        }
        SmallProduct.transpose(head.weights, own.turned, frames, count);
        SmallProduct.add(own.dy, 0, 1, width, own.turned, own.valuesChange, width, count, frames);
    }

    private static void addProduct(float[] sum, float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = Math.fma(x[i], y[i], sum[i]);
        }
    }

    private static void toScores(float[] change, float[] weights, float[] inner, int count) {
        for (int i = 0; i < count; i++) {
            change[i] = weights[i] * (change[i] - inner[i]);
        }
    }
}
