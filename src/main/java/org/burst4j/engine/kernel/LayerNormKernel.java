package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;

/** {@link Op.LayerNorm}: blocks of rows that stay in the first cache. */
final class LayerNormKernel implements Step {
    private final Workers workers;
    private final Op.LayerNorm op;
    private final FloatBuffer x;
    private final FloatBuffer y;
    private final FloatBuffer mean;
    private final FloatBuffer inverse;
    private final int rows;
    private final int columns;
    private final int blockRows;
    private final int perPart;
    private final LayerNormScale scale;
    private final float[][] values;
    private final float[][] means;
    private final float[][] inverses;

    LayerNormKernel(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        op = (Op.LayerNorm) node.op();
        x = inputs.get(0);
        y = outputs.get(0);
        mean = outputs.get(1);
        inverse = outputs.get(2);
        columns = node.input(0).shape().columns();
        rows = node.input(0).shape().rows();
        blockRows = Blocks.rows(columns);
        int block = blockRows * columns;
        perPart = Blocks.perPart((long) rows * columns, block);
        scale = new LayerNormScale(op, inputs, columns, block);
        values = workers.scratch(0, block);
        means = workers.scratch(1, block);
        inverses = workers.scratch(2, block);
    }

    @Override
    public void run(long seed) {
        scale.read();
        workers.run(Blocks.quotient(Blocks.quotient(rows, blockRows), perPart), this::part);
    }

    private void part(int part, int slot) {
        int step = perPart * blockRows;
        int end = Math.min(rows, (part + 1) * step);
        for (int row = part * step; row < end; row += blockRows) {
            block(row, Math.min(blockRows, end - row), slot);
        }
    }

    private void block(int row, int count, int slot) {
        float[] values = this.values[slot];
        float[] means = this.means[slot];
        float[] inverses = this.inverses[slot];
        int length = count * columns;
        x.get(row * columns, values, 0, length);
        for (int i = 0; i < count; i++) {
            int start = i * columns;
            float average = Sums.sum(values, start, columns) / columns;
            float variance = Sums.squares(values, start, columns, average) / columns;
            float factor = (float) (1 / Math.sqrt(variance + op.epsilon()));
            Arrays.fill(means, start, start + columns, average);
            Arrays.fill(inverses, start, start + columns, factor);
            mean.put(row + i, average);
            inverse.put(row + i, factor);
        }
        NormLoops.normalise(values, means, inverses, values, length);
        scale.apply(values, length);
        if (op.gelu()) {
            FloatMath.gelu(values, values, length);
        }
        y.put(row * columns, values, 0, length);
    }
}
