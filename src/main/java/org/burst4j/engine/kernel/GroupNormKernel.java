package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;

/**
 * {@link Op.GroupNorm} in two passes. The first sums distances from a pivot, the mean of the first
 * frames, and their squares: near enough to the mean for the difference of the two to be exact.
 */
final class GroupNormKernel implements Step {
    private static final int PIVOT_FRAMES = 16;

    private final Workers workers;
    private final Op.GroupNorm op;
    private final GroupNormRows rows;
    private final FloatBuffer x;
    private final FloatBuffer gamma;
    private final FloatBuffer beta;
    private final FloatBuffer y;
    private final FloatBuffer mean;
    private final FloatBuffer inverse;
    private float[][] sums;
    private float[][] squares;
    private float[][] pivots;
    private float[][] factors;
    private final float[][][] scratch = new float[4][][];

    GroupNormKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        op = (Op.GroupNorm) node.op();
        rows = new GroupNormRows(node.input(0).shape());
        x = inputs.get(0);
        gamma = inputs.get(1);
        beta = inputs.get(2);
        y = outputs.get(0);
        mean = outputs.get(1);
        inverse = outputs.get(2);
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = workers.scratch(i, rows.block);
        }
    }

    @Override
    public void run(long seed) {
        workers.together(this::run);
    }

    private void run() {
        sums = workers.rows(0, rows.clips * rows.chunks, rows.channels);
        squares = workers.rows(1, rows.clips * rows.chunks, rows.channels);
        pivots = workers.rows(2, rows.clips, rows.channels);
        factors = workers.rows(3, rows.clips, rows.channels);
        for (int clip = 0; clip < rows.clips; clip++) {
            pivot(clip);
        }
        workers.run(rows.clips * rows.chunks, this::measure);
        for (int clip = 0; clip < rows.clips; clip++) {
            moments(clip);
        }
        workers.run(rows.clips * rows.chunks, this::normalise);
    }

    private void pivot(int clip) {
        float[] pivot = pivots[clip];
        float[] frame = scratch[0][0];
        int count = Math.min(rows.frames, PIVOT_FRAMES);
        Arrays.fill(pivot, 0, rows.channels, 0f);
        for (int i = 0; i < count; i++) {
            x.get((clip * rows.frames + i) * rows.channels, frame, 0, rows.channels);
            BinaryLoops.add(pivot, frame, pivot, rows.channels);
        }
        UnaryLoops.affine(pivot, pivot, 1f / count, 0, rows.channels);
    }

    private void measure(int part, int slot) {
        float[] values = scratch[0][slot];
        float[] pivot = scratch[1][slot];
        float[] sum = scratch[2][slot];
        float[] square = scratch[3][slot];
        rows.spread(pivots[part / rows.chunks], pivot);
        Arrays.fill(sum, 0, rows.block, 0f);
        Arrays.fill(square, 0, rows.block, 0f);
        rows.blocks(
                part,
                slot,
                (start, length, thread) -> {
                    x.get(start, values, 0, length);
                    NormLoops.moments(values, pivot, sum, square, length);
                });
        NormLoops.fold(sum, rows.blockFrames, rows.channels);
        NormLoops.fold(square, rows.blockFrames, rows.channels);
        System.arraycopy(sum, 0, sums[part], 0, rows.channels);
        System.arraycopy(square, 0, squares[part], 0, rows.channels);
    }

    private void moments(int clip) {
        double[] sum = rows.total(sums, clip);
        double[] square = rows.total(squares, clip);
        for (int i = 0; i < rows.channels; i++) {
            double distance = sum[i] / rows.frames;
            double variance = Math.max(0, square[i] / rows.frames - distance * distance);
            float factor = (float) (1 / Math.sqrt(variance + op.epsilon()));
            mean.put(clip * rows.channels + i, (float) (pivots[clip][i] + distance));
            inverse.put(clip * rows.channels + i, factor);
            factors[clip][i] = factor * gamma.get(i);
        }
    }

    private void normalise(int part, int slot) {
        float[] values = scratch[0][slot];
        float[] means = scratch[1][slot];
        float[] factor = scratch[2][slot];
        float[] betas = scratch[3][slot];
        int clip = part / rows.chunks;
        rows.spread(mean, clip * rows.channels, means);
        rows.spread(factors[clip], factor);
        rows.spread(beta, 0, betas);
        rows.blocks(
                part,
                slot,
                (start, length, thread) -> {
                    x.get(start, values, 0, length);
                    NormLoops.normalise(values, means, factor, betas, values, length);
                    if (op.gelu()) {
                        FloatMath.gelu(values, values, length);
                    }
                    y.put(start, values, 0, length);
                });
    }
}
