package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;

/** {@link Op.Softmax} and {@link Op.SoftmaxGradient}: blocks of rows. */
final class SoftmaxKernel implements Step {
    private final Workers workers;
    private final FloatBuffer first;
    private final FloatBuffer dy;
    private final FloatBuffer to;
    private final int rows;
    private final int columns;
    private final int blockRows;
    private final int perPart;
    private final float[][] values;
    private final float[][] others;
    private final float[][] factors;

    SoftmaxKernel(Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        this.workers = workers;
        first = inputs.get(0);
        dy = node.op() instanceof Op.SoftmaxGradient ? inputs.get(1) : null;
        to = outputs.get(0);
        rows = node.input(0).shape().rows();
        columns = node.input(0).shape().columns();
        blockRows = Blocks.rows(columns);
        int block = blockRows * columns;
        perPart = Blocks.perPart((long) rows * columns, block);
        values = workers.scratch(0, block);
        others = workers.scratch(1, block);
        factors = workers.scratch(2, block);
    }

    @Override
    public void run(long seed) {
        workers.run(Blocks.quotient(Blocks.quotient(rows, blockRows), perPart), this::part);
    }

    private void part(int part, int slot) {
        int step = perPart * blockRows;
        int end = (int) Math.min(rows, (part + 1L) * step);
        for (int row = part * step; row < end; row += blockRows) {
            int count = Math.min(blockRows, end - row);
            int length = count * columns;
            first.get(row * columns, values[slot], 0, length);
            if (dy == null) {
                forward(values[slot], others[slot], factors[slot], count);
            } else {
                dy.get(row * columns, others[slot], 0, length);
                backward(values[slot], others[slot], factors[slot], count);
            }
            to.put(row * columns, values[slot], 0, length);
        }
    }

    private void forward(float[] x, float[] whole, float[] factors, int count) {
        int length = count * columns;
        for (int start = 0; start < length; start += columns) {
            Arrays.fill(factors, start, start + columns, Sums.largest(x, start, columns));
        }
        BinaryLoops.subtract(x, factors, x, length);
        FloatMath.exp(x, x, whole, length);
        for (int start = 0; start < length; start += columns) {
            Arrays.fill(factors, start, start + columns, 1 / Sums.sum(x, start, columns));
        }
        BinaryLoops.multiply(x, factors, x, length);
    }

    private void backward(float[] y, float[] slope, float[] factors, int count) {
        int length = count * columns;
        for (int start = 0; start < length; start += columns) {
            Arrays.fill(factors, start, start + columns, Sums.products(y, slope, start, columns));
        }
        BinaryLoops.subtract(slope, factors, slope, length);
        BinaryLoops.multiply(y, slope, y, length);
    }
}
