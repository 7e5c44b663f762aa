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
    private final HeadScratch[] scratch;
    private final float[][][] across; // per thread [d,I]

    AttentionKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        op = (Op.Attention) node.op();
        this.inputs = List.copyOf(inputs);
        output = outputs.get(0);
        this.workers = workers;
        Shape shape = node.input(0).shape();
        int frames = shape.size(0) / op.clips();
        int width = shape.size(1) / op.heads();
        scratch = new HeadScratch[workers.threads()];
        across = new float[workers.threads()][][];
        for (int slot = 0; slot < scratch.length; slot++) {
            scratch[slot] = new HeadScratch(op, frames, width);
            across[slot] = new float[width][scratch[slot].block];
        }
    }

    @Override
    public void run(long seed) {
        long stream = op.dropoutName().isEmpty() ? 0 : SplitMix64.stream(seed, op.dropoutName());
        workers.run(op.clips() * op.heads(), (part, slot) -> head(part, slot, stream));
    }

    private void head(int part, int slot, long stream) {
        HeadScratch own = scratch[slot];
        float[][] result = across[slot];
        int clip = part / op.heads();
        int head = part % op.heads();
        own.readHead(inputs.get(1), inputs.get(2), op.masked() ? inputs.get(3) : null, clip, head);
        for (int frame = 0; frame < own.frames; frame += own.block) {
            int count = Math.min(own.block, own.frames - frame);
            own.weigh(inputs.get(0), clip, head, frame, count);
            if (!op.dropoutName().isEmpty()) {
                for (int key = 0; key < own.frames; key++) {
                    own.drop(own.weights[key], stream, part, key, frame, count);
                }
            }
            SmallProduct.clear(result, own.width, count);
            SmallProduct.add(
                    own.values, 0, 1, own.width, own.weights, result, own.width, own.frames, count);
            for (float[] row : result) {
                HeadScratch.multiply(row, own.inverse, count);
            }
            SmallProduct.flatten(result, own.queries, count, own.width);
            own.write(output, clip, head, frame, count, own.queries);
        }
    }
}
