package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;

/**
 * {@link Op.GroupNormGradient} in two passes: the sums over time, then each frame. Both make the
 * normal values and the slope of GELU again: that is cheaper than memory.
 */
final class GroupNormGradientKernel implements Step {
    private final Workers workers;
    private final Op.GroupNorm op;
    private final GroupNormRows rows;
    private final List<FloatBuffer> inputs;
    private final List<FloatBuffer> outputs;
    private float[][] sums;
    private float[][] products;
    private float[][] terms;
    private float[][] slopes;
    private final float[] gammas;
    private final float[] betas;
    private final float[][][] scratch = new float[9][][];

    GroupNormGradientKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        this.inputs = inputs;
        this.outputs = outputs;
        op = ((Op.GroupNormGradient) node.op()).forward();
        rows = new GroupNormRows(node.input(0).shape());
        gammas = new float[rows.block];
        betas = new float[rows.block];
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
        products = workers.rows(1, rows.clips * rows.chunks, rows.channels);
        terms = workers.rows(2, rows.clips, rows.channels);
        slopes = workers.rows(3, rows.clips, rows.channels);
        rows.spread(inputs.get(1), 0, gammas);
        rows.spread(inputs.get(2), 0, betas);
        workers.run(rows.clips * rows.chunks, this::sum);
        double[] gamma = new double[rows.channels];
        double[] beta = new double[rows.channels];
        for (int clip = 0; clip < rows.clips; clip++) {
            double[] sum = rows.total(sums, clip);
            double[] product = rows.total(products, clip);
            for (int i = 0; i < rows.channels; i++) {
                beta[i] += sum[i];
                gamma[i] += product[i];
                terms[clip][i] = (float) (sum[i] / rows.frames);
                slopes[clip][i] = (float) (product[i] / rows.frames);
            }
        }
        workers.run(rows.clips * rows.chunks, this::gradient);
        for (int i = 0; i < rows.channels; i++) {
            outputs.get(1).put(i, (float) gamma[i]);
            outputs.get(2).put(i, (float) beta[i]);
        }
    }

    private void sum(int part, int slot) {
        float[] sum = scratch[5][slot];
        float[] product = scratch[6][slot];
        Arrays.fill(sum, 0, rows.block, 0f);
        Arrays.fill(product, 0, rows.block, 0f);
        prepare(part, slot);
        rows.blocks(
                part,
                slot,
                (start, length, thread) -> {
                    load(start, length, thread);
                    float[] slope = scratch[1][thread];
                    BinaryLoops.add(sum, slope, sum, length);
                    BinaryLoops.addProduct(slope, scratch[0][thread], product, length);
                });
        NormLoops.fold(sum, rows.blockFrames, rows.channels);
        NormLoops.fold(product, rows.blockFrames, rows.channels);
        System.arraycopy(sum, 0, sums[part], 0, rows.channels);
        System.arraycopy(product, 0, products[part], 0, rows.channels);
    }

    private void gradient(int part, int slot) {
        int clip = part / rows.chunks;
        float[] term = scratch[5][slot];
        float[] slopeOfNormal = scratch[6][slot];
        float[] factor = scratch[7][slot];
        prepare(part, slot);
        rows.spread(terms[clip], term);
        rows.spread(slopes[clip], slopeOfNormal);
        BinaryLoops.multiply(scratch[3][slot], gammas, factor, rows.block);
        rows.blocks(
                part,
                slot,
                (start, length, thread) -> {
                    load(start, length, thread);
                    float[] slope = scratch[1][thread];
                    NormLoops.gradient(
                            slope, scratch[0][thread], slopeOfNormal, term, factor, length);
                    outputs.get(0).put(start, slope, 0, length);
                });
    }

    private void prepare(int part, int slot) {
        int channels = part / rows.chunks * rows.channels;
        rows.spread(inputs.get(3), channels, scratch[2][slot]);
        rows.spread(inputs.get(4), channels, scratch[3][slot]);
    }

    /** A block's normal values, and the gradient of what GELU gets. */
    private void load(int start, int length, int slot) {
        float[] normal = scratch[0][slot];
        float[] slope = scratch[1][slot];
        inputs.get(0).get(start, normal, 0, length);
        inputs.get(5).get(start, slope, 0, length);
        NormLoops.normalise(normal, scratch[2][slot], scratch[3][slot], normal, length);
        if (op.gelu()) {
            float[] before = scratch[4][slot];
            NormLoops.scale(normal, gammas, betas, before, length);
            FloatMath.geluGradient(before, slope, slope, length);
        }
    }
}
