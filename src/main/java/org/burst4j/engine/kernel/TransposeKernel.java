package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;

/**
 * A copy whose last axis does not lie densely in the source, while another does: tiles of both are
 * read in pieces of the one and written in pieces of the other.
 */
final class TransposeKernel implements Step {
    private static final int TILE = 16384;
    private static final int SIDE = 128;

    private final FloatBuffer from;
    private final FloatBuffer to;
    private final Workers workers;
    private final int[] sizes;
    private final int[] strides;
    private final int[] steps;
    private final int dense;
    private final int last;
    private final int tallTile;
    private final int wideTile;
    private final int tall;
    private final int wide;
    private final int tiles;
    private final int perPart;
    private final float[][] read;
    private final float[][] turned;

    private TransposeKernel(
            FloatBuffer from, FloatBuffer to, Strides source, int dense, Workers workers) {
        this.from = from;
        this.to = to;
        this.workers = workers;
        this.dense = dense;
        sizes = source.sizes();
        strides = source.strides();
        last = sizes.length - 1;
        steps = new int[sizes.length];
        int step = 1;
        for (int axis = last; axis >= 0; axis--) {
            steps[axis] = step;
            step *= sizes[axis];
        }
        int side = Math.min(sizes[last], SIDE);
        tallTile = Math.min(sizes[dense], TILE / side);
        wideTile =
                Math.min(
                        sizes[last],
                        TILE / Math.min(tallTile, SIDE) > SIDE ? TILE / tallTile : side);
        tall = Blocks.quotient(sizes[dense], tallTile);
        wide = Blocks.quotient(sizes[last], wideTile);
        tiles = step / sizes[dense] / sizes[last] * tall * wide;
        perPart = Blocks.perPart(step, tallTile * wideTile);
        read = workers.scratch(0, tallTile * wideTile);
        turned = workers.scratch(1, tallTile * wideTile);
    }

    /** A copy of a whole array in another order of its axes. */
    static Step of(
            FloatBuffer from, FloatBuffer to, Strides source, int elements, Workers workers) {
        int[] strides = source.strides();
        for (int axis = 0; axis < strides.length - 1; axis++) {
            if (strides[axis] == 1) {
                return new TransposeKernel(from, to, source, axis, workers);
            }
        }
        return new CopyKernel(from, to, source, false, elements, workers);
    }

    @Override
    public void run(long seed) {
        workers.run(Blocks.quotient(tiles, perPart), this::part);
    }

    private void part(int part, int slot) {
        int end = Math.min(tiles, (part + 1) * perPart);
        for (int tile = part * perPart; tile < end; tile++) {
            int firstColumn = tile % wide * wideTile;
            int firstRow = tile / wide % tall * tallTile;
            int left = tile / wide / tall;
            int source = firstRow + firstColumn * strides[last];
            int target = firstRow * steps[dense] + firstColumn;
            for (int axis = last - 1; axis >= 0; axis--) {
                if (axis != dense) {
                    source += left % sizes[axis] * strides[axis];
                    target += left % sizes[axis] * steps[axis];
                    left /= sizes[axis];
                }
            }
            int rows = Math.min(tallTile, sizes[dense] - firstRow);
            int columns = Math.min(wideTile, sizes[last] - firstColumn);
            tile(source, target, rows, columns, slot);
        }
    }

    private void tile(int source, int target, int rows, int columns, int slot) {
        float[] values = read[slot];
        float[] results = turned[slot];
        for (int column = 0; column < columns; column++) {
            from.get(source + column * strides[last], values, column * rows, rows);
        }
        for (int row = 0; row < rows; row++) {
            turn(values, row, rows, results, row * columns, columns);
        }
        for (int row = 0; row < rows; row++) {
            to.put(target + row * steps[dense], results, row * columns, columns);
        }
    }

    private static void turn(float[] from, int at, int step, float[] to, int start, int length) {
        for (int i = 0; i < length; i++) {
            to[start + i] = from[at + i * step];
        }
    }
}
