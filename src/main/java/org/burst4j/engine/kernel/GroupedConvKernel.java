package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;

/** Runs {@link Op.GroupedConv}: each group is a part. */
final class GroupedConvKernel implements Step {
    private final FloatBuffer x;
    private final FloatBuffer weight;
    private final FloatBuffer y;
    private final Workers workers;
    private final Node node;
    private final Op.GroupedConv op;

    private static final class Scratch {
        final GroupScratch group = new GroupScratch();
        float[][] channels = {};
        float[][] shifted = {};
        float[][] results = {};
        float[][] sums = {};

        Scratch fit(Node node, Op.GroupedConv op) {
            group.fit(node, op);
            channels = group.rows(channels, group.inputs);
            shifted = group.rows(shifted, group.inputs);
            results = group.rows(results, group.outputs);
            sums = group.rows(sums, group.outputs);
            return this;
        }
    }

    GroupedConvKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        x = inputs.get(0);
        weight = inputs.get(1);
        y = outputs.get(0);
        this.workers = workers;
        this.node = node;
        op = (Op.GroupedConv) node.op();
    }

    @Override
    public void run(long seed) {
        workers.run(op.groups(), this::group);
    }

    private void group(int part, int slot) {
        Scratch own = workers.own(slot, Scratch.class, Scratch::new).fit(node, op);
        GroupScratch group = own.group;
        group.readWeight(weight, part);
        for (int batch = 0; batch < group.batches(); batch++) {
            int length = group.clipsOf(batch) * group.pitch;
            group.readRows(x, part, batch, group.inputs, group.inputFrames, own.channels);
            group.convolve(own.channels, own.results, own.sums, own.shifted, true, length);
            group.writeRows(y, part, batch, group.outputs, group.outputFrames, own.results);
        }
    }
}
