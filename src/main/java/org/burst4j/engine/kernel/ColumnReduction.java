package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.burst4j.engine.ir.ReduceKind;

/**
 * One number of each column of matrices. Narrow columns are taken many rows at once, as one long
 * row; wide rows in pieces. Tall matrices are cut in chunks of rows, whose results are joined in
 * order.
 */
final class ColumnReduction implements Step {
    private static final int WIDEST = 4096;

    private final FloatBuffer from;
    private final FloatBuffer to;
    private final int rows;
    private final int columns;
    private final float factor;
    private final Workers workers;
    private final float empty;
    private final BlockLoop loop;
    private final int width;
    private final int pieces;
    private final int blockRows;
    private final int chunks;
    private final int chunkRows;
    private final int units;
    private final int perPart;
    private float[][] results;
    private final float[][] values;
    private final float[][] sums;

    /**
     * Binds it.
     *
     * @param sizes number of matrices, their rows, their columns
     * @param factor of each result
     */
    ColumnReduction(
            ReduceKind kind,
            FloatBuffer from,
            FloatBuffer to,
            int[] sizes,
            float factor,
            Workers workers) {
        this.from = from;
        this.to = to;
        rows = sizes[1];
        columns = sizes[2];
        this.factor = factor;
        this.workers = workers;
        switch (kind) {
            case MAX -> {
                empty = Float.NEGATIVE_INFINITY;
                loop = BinaryLoops::maximum;
            }
            case MIN -> {
                empty = Float.POSITIVE_INFINITY;
                loop = BinaryLoops::minimum;
            }
            default -> {
                empty = 0;
                loop = BinaryLoops::add;
            }
        }
        width = Math.min(columns, WIDEST);
        pieces = Blocks.quotient(columns, width);
        blockRows = pieces > 1 ? 1 : Math.min(rows, Blocks.rows(columns));
        int most = Blocks.quotient((long) rows * width, Blocks.PART);
        int blocks = Blocks.quotient(rows, blockRows);
        chunkRows = Blocks.quotient(blocks, Math.min(64, most)) * blockRows;
        chunks = Blocks.quotient(rows, chunkRows);
        units = sizes[0] * pieces * chunks;
        perPart = Blocks.perPart((long) sizes[0] * rows * columns, chunkRows * width);
        values = workers.scratch(0, blockRows * width);
        sums = workers.scratch(1, blockRows * width);
    }

    @Override
    public void run(long seed) {
        workers.together(this::run);
    }

    private void run() {
        results = workers.rows(0, chunks > 1 ? units : 0, width);
        workers.run(Blocks.quotient(units, perPart), this::part);
        if (chunks > 1) {
            for (int unit = 0; unit < units; unit += chunks) {
                for (int chunk = 1; chunk < chunks; chunk++) {
                    loop.run(results[unit], results[unit + chunk], results[unit], width);
                }
                store(unit / chunks, results[unit]);
            }
        }
    }

    private void part(int part, int slot) {
        int end = Math.min(units, (part + 1) * perPart);
        for (int unit = part * perPart; unit < end; unit++) {
            float[] sum = sums[slot];
            reduce(unit, values[slot], sum);
            if (chunks > 1) {
                System.arraycopy(sum, 0, results[unit], 0, width);
            } else {
                store(unit, sum);
            }
        }
    }

    /** The result of a chunk of rows: in the first elements of the sums. */
    private void reduce(int unit, float[] values, float[] sum) {
        int first = unit % chunks * chunkRows;
        int piece = unit / chunks % pieces;
        int matrix = unit / chunks / pieces;
        int wide = Math.min(width, columns - piece * width);
        int start = matrix * rows * columns + piece * width;
        int end = Math.min(rows, first + chunkRows);
        Arrays.fill(sum, 0, blockRows * width, empty);
        for (int row = first; row < end; row += blockRows) {
            int length = Math.min(blockRows, end - row) * wide;
            from.get(start + row * columns, values, 0, length);
            loop.run(sum, values, sum, length);
        }
        for (int row = 1; row < blockRows; row++) {
            System.arraycopy(sum, row * width, values, 0, width);
            loop.run(sum, values, sum, width);
        }
    }

    private void store(int matrixAndPiece, float[] sum) {
        int piece = matrixAndPiece % pieces;
        int wide = Math.min(width, columns - piece * width);
        if (factor != 1) {
            UnaryLoops.affine(sum, sum, factor, 0, wide);
        }
        to.put(matrixAndPiece / pieces * columns + piece * width, sum, 0, wide);
    }
}
