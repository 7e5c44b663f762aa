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
    private final Scratch[] scratch;

    private static final class Scratch {
        final GroupScratch group;
        final float[][] channels;
        final float[][] shifted;
        final float[][] results;
        final float[][] sums;

        Scratch(GroupScratch group) {
            this.group = group;
            channels = group.rows(group.inputs);
            shifted = group.rows(group.inputs);
            results = group.rows(group.outputs);
            sums = group.rows(group.outputs);
        }
    }

    GroupedConvKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        x = inputs.get(0);
        weight = inputs.get(1);
        y = outputs.get(0);
        this.workers = workers;
        scratch = new Scratch[workers.threads()];
        for (int slot = 0; slot < scratch.length; slot++) {
            scratch[slot] = new Scratch(new GroupScratch(node, (Op.GroupedConv) node.op()));
        }
    }

    @Override
    public void run(long seed) {
        workers.run(scratch[0].group.groups, (part, slot) -> group(part, scratch[slot]));
    }

    private void group(int part, Scratch own) {
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
