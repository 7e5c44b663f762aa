package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import org.burst4j.engine.ir.ReduceKind;

/** One number of each row; long rows are cut in pieces, whose results are joined in order. */
final class RowReduction implements Step {
    private static final int PIECE = 8192;

    private final ReduceKind kind;
    private final FloatBuffer from;
    private final FloatBuffer to;
    private final int rows;
    private final int columns;
    private final float factor;
    private final Workers workers;
    private final int pieces;
    private final int blockRows;
    private final int perPart;
    private final double[] results;
    private final float[][] values;

    RowReduction(
            ReduceKind kind,
            FloatBuffer from,
            FloatBuffer to,
            int rows,
            int columns,
            float factor,
            Workers workers) {
        this.kind = kind;
        this.from = from;
        this.to = to;
        this.rows = rows;
        this.columns = columns;
        this.factor = factor;
        this.workers = workers;
        pieces = Blocks.quotient(columns, PIECE);
        blockRows = pieces > 1 ? 1 : Blocks.rows(columns);
        int block = blockRows * Math.min(columns, PIECE);
        perPart = Blocks.perPart((long) rows * columns, block);
        results = new double[pieces > 1 ? rows * pieces : 0];
        values = workers.scratch(0, block);
    }

    @Override
    public void run(long seed) {
        int units = pieces > 1 ? rows * pieces : Blocks.quotient(rows, blockRows);
        workers.run(Blocks.quotient(units, perPart), this::part);
        if (pieces > 1) {
            for (int row = 0; row < rows; row++) {
                to.put(row, (float) join(row) * factor);
            }
        }
    }

    private double join(int row) {
        double joined = results[row * pieces];
        for (int i = 1; i < pieces; i++) {
            double next = results[row * pieces + i];
            joined =
                    switch (kind) {
                        case MAX -> Math.max(joined, next);
                        case MIN -> Math.min(joined, next);
                        default -> joined + next;
                    };
        }
        return joined;
    }

    private void part(int part, int slot) {
        float[] values = this.values[slot];
        if (pieces > 1) {
            int end = Math.min(results.length, (part + 1) * perPart);
            for (int unit = part * perPart; unit < end; unit++) {
                int start = unit % pieces * PIECE;
                int length = Math.min(PIECE, columns - start);
                from.get(unit / pieces * columns + start, values, 0, length);
                results[unit] = reduce(values, 0, length);
            }
            return;
        }
        int end = Math.min(rows, (part + 1) * perPart * blockRows);
        for (int row = part * perPart * blockRows; row < end; row += blockRows) {
            int count = Math.min(blockRows, end - row);
            from.get(row * columns, values, 0, count * columns);
            for (int i = 0; i < count; i++) {
                to.put(row + i, reduce(values, i * columns, columns) * factor);
            }
        }
    }

    private float reduce(float[] values, int start, int length) {
        return switch (kind) {
            case MAX -> Sums.largest(values, start, length);
            case MIN -> {
                for (int i = start; i < start + length; i++) {
                    values[i] = -values[i];
                }
                yield -Sums.largest(values, start, length);
            }
            default -> Sums.sum(values, start, length);
        };
    }
}
