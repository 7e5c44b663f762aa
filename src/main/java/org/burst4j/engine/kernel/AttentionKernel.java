package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.SplitMix64;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.kernel.Blas.Layout;
import org.burst4j.engine.kernel.Blas.Sizes;

/**
 * Runs {@link Op.Attention}: each head of each clip is a part. Each thread has the weights of one
 * block of queries of one head in memory.
 */
final class AttentionKernel implements Step {
    private final Op.Attention op;
    private final FloatBuffer bias; // null: none
    private final Workers workers;
    private final Shape shape; // [B*T,D]
    private final List<Operands> operands;

    /** What one thread computes in. */
    private static final class Scratch {
        final HeadScratch head = new HeadScratch();
        final HeadScratch.Square weights = new HeadScratch.Square();
        float[] factors = {}; // [I], of dropout

        Scratch fit(Op.Attention op, Shape shape) {
            head.fit(op, shape);
            weights.fit(head);
            factors = Rows.grown(factors, head.block);
            return this;
        }
    }

    /** The matrices of one thread. */
    private record Operands(Matrix q, Matrix k, Matrix v, Matrix y) {}

    AttentionKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        op = (Op.Attention) node.op();
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
                                        new Matrix(outputs.get(0), columns)));
    }

    @Override
    public void run(long seed) {
        long stream = op.dropoutName().isEmpty() ? 0 : SplitMix64.stream(seed, op.dropoutName());
        int parts = op.clips() * op.heads();
        Blas.run(() -> workers.run(parts, (part, slot) -> head(part, slot, stream)));
    }

    private void head(int part, int slot, long stream) {
        Scratch scratch = workers.own(slot, Scratch.class, Scratch::new).fit(op, shape);
        HeadScratch own = scratch.head;
        Operands of = operands.get(slot);
        int clip = part / op.heads();
        int head = part % op.heads();
        Matrix k = of.k.at(own.element(clip, head, 0)); // [T,d]
        Matrix v = of.v.at(own.element(clip, head, 0)); // [T,d]
        own.readBias(bias, clip);
        for (int frame = 0; frame < own.frames; frame += own.block) {
            int count = Math.min(own.block, own.frames - frame);
            long first = own.element(clip, head, frame);
            own.weigh(of.q.at(first), k, scratch.weights, count);
            if (!op.dropoutName().isEmpty()) {
                for (int key = 0; key < own.frames; key++) {
                    own.drop(scratch.factors, stream, part, key, frame, count);
                    HeadScratch.multiply(own.weights[key], scratch.factors, count);
                }
            }
            scratch.weights.write(own.weights, own.frames, count);
            // [I,d] = [T,I]^T [T,d]
            Blas.multiply(
                    new Sizes(count, own.width, own.frames),
                    1,
                    scratch.weights.matrix(),
                    Layout.TRANSPOSED,
                    v,
                    Layout.AS_IS,
                    of.y.at(first),
                    false);
        }
    }
}
