package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;

/**
 * Runs {@link Op.GroupedConvGradient}: each group is a part. dx is a convolution of dy with the
 * taps in reverse. dweight is, for each output channel, the sum over frames of dy times what the
 * kernel saw: frames in the order of the clips, windows as rows of k C/g elements, some taps at a
 * time.
 */
final class GroupedConvGradientKernel implements Step {
    /** Elements of a piece of a window: so many that rows are long and stay in the first cache. */
    private static final int PIECE = 1024;

    /** Windows of a block. */
    private static final int BLOCK = 48;

    private final FloatBuffer x;
    private final FloatBuffer weight;
    private final FloatBuffer dy;
    private final FloatBuffer dx;
    private final FloatBuffer dweight;
    private final Workers workers;
    private final Node node;
    private final Op.GroupedConv op;

    private static final class Scratch {
        final GroupScratch group = new GroupScratch();
        int tapsOfPiece;
        float[][] results = {};
        float[][] shifted = {};
        float[][] channels = {};
        float[][] sums = {};
        float[] clip = {}; // [T + 2p, C/g], zeros on either side
        float[] change = {}; // [T', Cout/g]
        float[][] windows = {}; // [BLOCK, taps C/g]
        float[][] piece = {}; // [Cout/g, taps C/g]
        float[] turned = {}; // [taps C/g, Cout/g]
        float[] total = {}; // [k, C/g, Cout/g]

        Scratch fit(Node node, Op.GroupedConv op) {
            group.fit(node, op);
            results = group.rows(results, group.outputs);
            shifted = group.rows(shifted, group.outputs);
            channels = group.rows(channels, group.inputs);
            sums = group.rows(sums, group.inputs);
            tapsOfPiece = Math.max(1, Math.min(group.taps, PIECE / group.inputs));
            clip = Rows.grown(clip, padded());
            Arrays.fill(clip, 0, padded(), 0);
            change = Rows.grown(change, group.outputFrames * group.outputs);
            int wide = tapsOfPiece * group.inputs;
            windows = Rows.grown(windows, BLOCK, wide);
            piece = Rows.grown(piece, group.outputs, wide);
            turned = Rows.grown(turned, wide * group.outputs);
            total = Rows.grown(total, group.weights());
            return this;
        }

        private int padded() {
            return (group.inputFrames + 2 * group.padding) * group.inputs;
        }
    }

    GroupedConvGradientKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        x = inputs.get(0);
        weight = inputs.get(1);
        dy = inputs.get(2);
        dx = outputs.get(0);
        dweight = outputs.get(1);
        this.workers = workers;
        this.node = node;
        op = ((Op.GroupedConvGradient) node.op()).forward();
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
            group.readRows(dy, part, batch, group.outputs, group.outputFrames, own.results);
            group.convolve(own.results, own.channels, own.sums, own.shifted, false, length);
            group.writeRows(dx, part, batch, group.inputs, group.inputFrames, own.channels);
        }
        Arrays.fill(own.total, 0, group.weights(), 0);
        for (int clip = 0; clip < group.clips; clip++) {
            int offset = group.padding * group.inputs;
            group.readClip(x, part, clip, group.inputs, group.inputFrames, own.clip, offset);
            group.readClip(dy, part, clip, group.outputs, group.outputFrames, own.change, 0);
            for (int tap = 0; tap < group.taps; tap += own.tapsOfPiece) {
                addPiece(own, tap, Math.min(own.tapsOfPiece, group.taps - tap));
            }
        }
        group.writeWeight(dweight, own.total, part);
    }

    private static void addPiece(Scratch own, int tap, int taps) {
        GroupScratch group = own.group;
        int wide = taps * group.inputs;
        // frames whose windows lie in the padding altogether add nothing
        int first = Math.max(0, group.padding - tap - taps + 1);
        int end = Math.min(group.outputFrames, group.inputFrames + group.padding - tap);
        SmallProduct.clear(own.piece, group.outputs, wide);
        for (int frame = first; frame < end; frame += BLOCK) {
            int count = Math.min(BLOCK, end - frame);
            for (int i = 0; i < count; i++) {
                int start = (frame + i + tap) * group.inputs;
                System.arraycopy(own.clip, start, own.windows[i], 0, wide);
            }
            SmallProduct.add(
                    own.change,
                    frame * group.outputs,
                    1,
                    group.outputs,
                    own.windows,
                    own.piece,
                    group.outputs,
                    count,
                    wide);
        }
        SmallProduct.flatten(own.piece, own.turned, wide, group.outputs);
        addTo(own.total, tap * group.inputs * group.outputs, own.turned, wide * group.outputs);
    }

    private static void addTo(float[] sum, int offset, float[] x, int count) {
        for (int i = 0; i < count; i++) {
            sum[offset + i] += x[i];
        }
    }
}
