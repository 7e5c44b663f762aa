package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.SplitMix64;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/** Runs {@link Op.Attention}: each head of each clip is a part. Nothing of size T x T is stored. */
final class AttentionKernel implements Step {
    private final Op.Attention op;
    private final List<FloatBuffer> inputs;
    private final FloatBuffer output;
    private final Workers workers;
    private final Shape shape; // [B*T,D]

    /** What one thread computes in. */
    private static final class Scratch {
        final HeadScratch head = new HeadScratch();
        float[][] across = {}; // [d,I]
        float[] factors = {}; // [I], of dropout

        Scratch fit(Op.Attention op, Shape shape) {
            head.fit(op, shape);
            across = Rows.grown(across, head.width, head.block);
            factors = Rows.grown(factors, head.block);
            return this;
        }
    }

    AttentionKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        op = (Op.Attention) node.op();
        this.inputs = List.copyOf(inputs);
        output = outputs.get(0);
        this.workers = workers;
        shape = node.input(0).shape();
    }

    @Override
    public void run(long seed) {
        long stream = op.dropoutName().isEmpty() ? 0 : SplitMix64.stream(seed, op.dropoutName());
        workers.run(op.clips() * op.heads(), (part, slot) -> head(part, slot, stream));
    }

    private void head(int part, int slot, long stream) {
        Scratch scratch = workers.own(slot, Scratch.class, Scratch::new).fit(op, shape);
        HeadScratch own = scratch.head;
        float[][] result = scratch.across;
        int clip = part / op.heads();
        int head = part % op.heads();
        own.readHead(inputs.get(1), inputs.get(2), op.masked() ? inputs.get(3) : null, clip, head);
        for (int frame = 0; frame < own.frames; frame += own.block) {
            int count = Math.min(own.block, own.frames - frame);
            own.weigh(inputs.get(0), clip, head, frame, count);
            if (!op.dropoutName().isEmpty()) {
                for (int key = 0; key < own.frames; key++) {
                    own.drop(scratch.factors, stream, part, key, frame, count);
                    HeadScratch.multiply(own.weights[key], scratch.factors, count);
                }
            }
            SmallProduct.clear(result, own.width, count);
            SmallProduct.add(
                    own.values, 0, 1, own.width, own.weights, result, own.width, own.frames, count);
            for (int i = 0; i < own.width; i++) {
                HeadScratch.multiply(result[i], own.inverse, count);
            }
            SmallProduct.flatten(result, own.queries, count, own.width);
            own.write(output, clip, head, frame, count, own.queries);
        }
    }
}
