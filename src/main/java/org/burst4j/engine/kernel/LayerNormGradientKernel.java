package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;

/**
 * {@link Op.LayerNormGradient}. Sums over rows are made for each part in blocks, and added up in
 * the order of the parts.
 */
final class LayerNormGradientKernel implements Step {
    private final Workers workers;
    private final Op.LayerNorm op;
    private final FloatBuffer x;
    private final FloatBuffer mean;
    private final FloatBuffer inverse;
    private final FloatBuffer dy;
    private final List<FloatBuffer> outputs;
    private final int rows;
    private final int columns;
    private final int blockRows;
    private final int block;
    private final int perPart;
    private final int parts;
    private final LayerNormScale scale;
    private final float[][][] scratch = new float[8][][];
    private float[][] gammaSums;
    private float[][] betaSums;

    LayerNormGradientKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        this.outputs = outputs;
        op = ((Op.LayerNormGradient) node.op()).forward();
        int after = 1 + (op.scaled() ? 1 : 0) + (op.shifted() ? 1 : 0);
        x = inputs.get(0);
        mean = inputs.get(after);
        inverse = inputs.get(after + 1);
        dy = inputs.get(after + 2);
        columns = node.input(0).shape().columns();
        rows = node.input(0).shape().rows();
        blockRows = Blocks.rows(columns);
        block = blockRows * columns;
        perPart = Blocks.perSum((long) rows * columns, block);
        parts = Blocks.quotient(Blocks.quotient(rows, blockRows), perPart);
        scale = new LayerNormScale(op, inputs, columns, block);
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = workers.scratch(i, block);
        }
    }

    @Override
    public void run(long seed) {
        workers.together(this::run);
    }

    private void run() {
        gammaSums = workers.rows(0, op.scaled() ? parts : 0, columns);
        betaSums = workers.rows(1, op.shifted() ? parts : 0, columns);
        scale.read();
        workers.run(parts, this::part);
        if (op.scaled()) {
            total(gammaSums, outputs.get(1));
        }
        if (op.shifted()) {
            total(betaSums, outputs.get(op.scaled() ? 2 : 1));
        }
    }

    private void total(float[][] sums, FloatBuffer to) {
        for (int part = 1; part < parts; part++) {
            BinaryLoops.add(sums[0], sums[part], sums[0], columns);
        }
        to.put(0, sums[0], 0, columns);
    }

    private void part(int part, int slot) {
        float[] gammaSum = scratch[6][slot];
        float[] betaSum = scratch[7][slot];
        Arrays.fill(gammaSum, 0, block, 0f);
        Arrays.fill(betaSum, 0, block, 0f);
        int step = perPart * blockRows;
        int end = Math.min(rows, (part + 1) * step);
        for (int row = part * step; row < end; row += blockRows) {
            block(row, Math.min(blockRows, end - row), slot);
        }
        if (op.scaled()) {
            NormLoops.fold(gammaSum, blockRows, columns);
            System.arraycopy(gammaSum, 0, gammaSums[part], 0, columns);
        }
        if (op.shifted()) {
            NormLoops.fold(betaSum, blockRows, columns);
            System.arraycopy(betaSum, 0, betaSums[part], 0, columns);
        }
    }

    private void block(int row, int count, int slot) {
        float[] normal = scratch[0][slot];
        float[] slope = scratch[1][slot];
        float[] means = scratch[2][slot];
        float[] inverses = scratch[3][slot];
        int length = count * columns;
        x.get(row * columns, normal, 0, length);
        dy.get(row * columns, slope, 0, length);
        for (int i = 0; i < count; i++) {
            int start = i * columns;
            Arrays.fill(means, start, start + columns, mean.get(row + i));
            Arrays.fill(inverses, start, start + columns, inverse.get(row + i));
        }
        NormLoops.normalise(normal, means, inverses, normal, length);
        if (op.gelu()) {
            float[] before = scratch[4][slot];
            System.arraycopy(normal, 0, before, 0, length);
            scale.apply(before, length);
            FloatMath.geluGradient(before, slope, slope, length);
        }
        if (op.scaled()) {
            BinaryLoops.addProduct(slope, normal, scratch[6][slot], length);
        }
        if (op.shifted()) {
            BinaryLoops.add(scratch[7][slot], slope, scratch[7][slot], length);
        }
        scale.multiply(slope, length);
        float[] products = scratch[5][slot];
        for (int i = 0; i < count; i++) {
            int start = i * columns;
            float average = Sums.sum(slope, start, columns) / columns;
            float product = Sums.products(slope, normal, start, columns) / columns;
            Arrays.fill(means, start, start + columns, average);
            Arrays.fill(products, start, start + columns, product);
        }
        NormLoops.gradient(slope, normal, products, means, inverses, length);
        outputs.get(0).put(row * columns, slope, 0, length);
    }
}
