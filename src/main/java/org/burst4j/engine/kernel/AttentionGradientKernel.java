package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.SplitMix64;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.kernel.Blas.Layout;
import org.burst4j.engine.kernel.Blas.Sizes;

/**
 * Runs {@link Op.AttentionGradient}: each head of each clip is a part. Weights P are made again; dP
 * = dy v^T, dS = P (dP - sum of P dP over the keys), and from it dq = scale dS k, dk = scale dS^T
 * q; dv = P^T dy.
 */
final class AttentionGradientKernel implements Step {
    private final Op.Attention op;
    private final FloatBuffer bias; // null: none
    private final Workers workers;
    private final Shape shape; // [B*T,D]
    private final List<Operands> operands;

    /** What the way back needs beside the weights. */
    private static final class Scratch {
        final HeadScratch head = new HeadScratch();
        final HeadScratch.Square weights = new HeadScratch.Square();
        final HeadScratch.Square changes = new HeadScratch.Square();
        float[][] change = {}; // [T,I]: of the weights, then of the scores
        float[][] factors = {}; // [T,I], of dropout
        float[] inner = {}; // [I]

        Scratch fit(Op.Attention op, Shape shape) {
            head.fit(op, shape);
            weights.fit(head);
            changes.fit(head);
            change = Rows.grown(change, head.frames, head.block);
            factors = Rows.grown(factors, op.dropoutName().isEmpty() ? 0 : head.frames, head.block);
            inner = Rows.grown(inner, head.block);
            return this;
        }
    }

    /** The matrices of one thread. */
    private record Operands(
            Matrix q, Matrix k, Matrix v, Matrix dy, Matrix dq, Matrix dk, Matrix dv) {}

    AttentionGradientKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        op = ((Op.AttentionGradient) node.op()).forward();
        this.workers = workers;
        shape = node.input(0).shape();
        int columns = shape.size(1);
        bias = op.masked() ? inputs.get(3) : null;
        operands =
                workers.each(
                        () ->
                                new Operands(
                                        new Matrix(inputs.get(0), columns),
                                        new Matrix(inputs.get(1), columns),
                                        new Matrix(inputs.get(2), columns),
                                        new Matrix(inputs.get(inputs.size() - 1), columns),
                                        new Matrix(outputs.get(0), columns),
                                        new Matrix(outputs.get(1), columns),
                                        new Matrix(outputs.get(2), columns)));
    }

    @Override
    public void run(long seed) {
        long stream = op.dropoutName().isEmpty() ? 0 : SplitMix64.stream(seed, op.dropoutName());
        int parts = op.clips() * op.heads();
        Blas.run(() -> workers.run(parts, (part, slot) -> head(part, slot, stream)));
    }

    private void head(int part, int slot, long stream) {
        Scratch own = workers.own(slot, Scratch.class, Scratch::new).fit(op, shape);
        HeadScratch head = own.head;
        Operands of = operands.get(slot);
        int clip = part / op.heads();
        long start = head.element(clip, part % op.heads(), 0);
        head.readBias(bias, clip);
        of.k.at(start);
        of.v.at(start);
        of.dk.at(start);
        of.dv.at(start);
        for (int frame = 0; frame < head.frames; frame += head.block) {
            int count = Math.min(head.block, head.frames - frame);
            long first = head.element(clip, part % op.heads(), frame);
            of.q.at(first);
            of.dy.at(first);
            of.dq.at(first);
            block(part, own, of, stream, frame, count);
        }
    }

    private void block(int part, Scratch own, Operands of, long stream, int frame, int count) {
        HeadScratch head = own.head;
        Matrix changes = own.changes.matrix(); // [T,I]
        Matrix weights = own.weights.matrix(); // [T,I]
        Sizes acrossWidth = new Sizes(head.frames, count, head.width);
        Sizes acrossKeys = new Sizes(count, head.width, head.frames);
        Sizes acrossQueries = new Sizes(head.frames, head.width, count);
        boolean later = frame > 0;
        head.weigh(of.q, of.k, own.weights, count);
        // [T,I] = [T,d] [I,d]^T
        Blas.multiply(acrossWidth, 1, of.v, Layout.AS_IS, of.dy, Layout.TRANSPOSED, changes, false);
        own.changes.read(own.change, head.frames, count);
        toScores(part, own, stream, frame, count);
        own.changes.write(own.change, head.frames, count);
        own.weights.write(head.weights, head.frames, count);
        // [I,d] = [T,I]^T [T,d]
        Blas.multiply(
                acrossKeys,
                op.scale(),
                changes,
                Layout.TRANSPOSED,
                of.k,
                Layout.AS_IS,
                of.dq,
                false);
        // [T,d] = [T,I] [I,d]
        Blas.multiply(
                acrossQueries, op.scale(), changes, Layout.AS_IS, of.q, Layout.AS_IS, of.dk, later);
        // [T,d] = [T,I] [I,d]
        Blas.multiply(acrossQueries, 1, weights, Layout.AS_IS, of.dy, Layout.AS_IS, of.dv, later);
    }

    /** From changes of the weights to those of the scores; weights end as they met the values. */
    private void toScores(int part, Scratch own, long stream, int frame, int count) {
        HeadScratch head = own.head;
        boolean drop = !op.dropoutName().isEmpty();
        if (drop) {
            for (int key = 0; key < head.frames; key++) {
                head.drop(own.factors[key], stream, part, key, frame, count);
                HeadScratch.multiply(own.change[key], own.factors[key], count);
            }
        }
        Arrays.fill(own.inner, 0, count, 0);
        for (int key = 0; key < head.frames; key++) {
            addProduct(own.inner, head.weights[key], own.change[key], count);
        }
        for (int key = 0; key < head.frames; key++) {
            change(own.change[key], head.weights[key], own.inner, count);
        }
        if (drop) {
            for (int key = 0; key < head.frames; key++) {
                HeadScratch.multiply(head.weights[key], own.factors[key], count);
            }
        }
    }

    private static void addProduct(float[] sum, float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = Math.fma(x[i], y[i], sum[i]);
        }
    }

    private static void change(float[] change, float[] weights, float[] inner, int count) {
        for (int i = 0; i < count; i++) {
            change[i] = weights[i] * (change[i] - inner[i]);
        }
    }
}
