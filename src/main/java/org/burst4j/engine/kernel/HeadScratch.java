package org.burst4j.engine.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.kernel.Blas.Layout;
import org.burst4j.engine.kernel.Blas.Sizes;

/**
 * What one thread needs for one head of one clip, and the weights of a block of queries. Weights
 * are kept transposed, [keys,queries], so that the loops over them run along the queries: softmax's
 * largest elements and sums are then those of rows. Products read and write native memory, loops
 * run over arrays; a block is copied between the two within the second cache.
 */
final class HeadScratch {
    /** Most queries of a block: what it reads again and again stays in the second cache. */
    private static final int MOST_QUERIES = 256;

    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f;
    private static final float LN2_LOW = -2.1219444e-4f;

    /** Added and taken away again, it rounds to an integer. */
    private static final float ROUND = 0x1.8p23f;

    /** Below, exp is 0 in floats. */
    private static final float LOWEST = -104;

    private static final float[] POWERS = powers();

    int frames;
    int width;
    int block;

    /** Distance of the rows of queries, keys and values: D. */
    int columns;

    float[][] weights = {}; // [T,I]
    private float[] inverse = {}; // [I]
    private float[] bias = {}; // [T]
    private float[] largest = {}; // [I]
    private float[] exponents = {}; // [I]
    private float[] series = {}; // [I]
    private int[] bits = {}; // [I]
    private final float[] kept = new float[2];
    private int threshold;
    private Op.Attention op;

    /**
     * Makes it ready for an attention, whose sizes are exact; arrays may be longer.
     *
     * @param attention the attention
     * @param x shape of the queries, [B*T,D]
     */
    void fit(Op.Attention attention, Shape x) {
        op = attention;
        frames = x.size(0) / op.clips();
        columns = x.size(1);
        width = columns / op.heads();
        block = blockOf(frames);
        weights = Rows.grown(weights, frames, block);
        inverse = Rows.grown(inverse, block);
        bias = Rows.grown(bias, frames);
        largest = Rows.grown(largest, block);
        exponents = Rows.grown(exponents, block);
        series = Rows.grown(series, block);
        if (bits.length < block) {
            bits = new int[block];
        }
        threshold = RandomBits.threshold(op.dropoutRate());
        kept[1] = 1 / (1 - op.dropoutRate());
    }

    /** Queries of a block: blocks of one head differ by less than their number. */
    static int blockOf(int frames) {
        int blocks = (frames + MOST_QUERIES - 1) / MOST_QUERIES;
        return (frames + blocks - 1) / blocks;
    }

    /** Where a head's columns of a frame begin in queries, keys, values and results. */
    long element(int clip, int head, int frame) {
        return ((long) clip * frames + frame) * columns + (long) head * width;
    }

    /** Reads the key bias of a clip; none: zeros. */
    void readBias(FloatBuffer keyBias, int clip) {
        if (keyBias != null) {
            keyBias.get(clip * frames, bias, 0, frames);
        } else {
            Arrays.fill(bias, 0, frames, 0);
        }
    }

    /** Native memory for a block, [T,I] in rows as long as a block. */
    static final class Square {
        private FloatBuffer memory = direct(0);
        private Matrix matrix = new Matrix(memory, 0);

        void fit(HeadScratch head) {
            int elements = Math.multiplyExact(head.frames, head.block);
            if (memory.capacity() < elements) {
                memory = direct(elements);
                matrix = new Matrix(memory, 0);
            }
            matrix.rowDistance(head.block);
        }

        private static FloatBuffer direct(int elements) {
            return ByteBuffer.allocateDirect(Math.multiplyExact(elements, Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        Matrix matrix() {
            return matrix;
        }

        /** Copies the first columns of its rows. */
        void read(float[][] rows, int count, int columns) {
            for (int t = 0; t < count; t++) {
                memory.get(t * matrix.rowDistance(), rows[t], 0, columns);
            }
        }

        /** Writes the first columns of its rows. */
        void write(float[][] rows, int count, int columns) {
            for (int t = 0; t < count; t++) {
                memory.put(t * matrix.rowDistance(), rows[t], 0, columns);
            }
        }
    }

    /**
     * Makes the weights of a block of queries: softmax of scale q k^T + bias.
     *
     * @param q the block's queries of the head
     * @param k the head's keys
     * @param scores computed in
     * @param count number of queries
     */
    void weigh(Matrix q, Matrix k, Square scores, int count) {
        Sizes sizes = new Sizes(frames, count, width);
        // [T,I] = [T,d] [I,d]^T
        Blas.multiply(
                sizes, op.scale(), k, Layout.AS_IS, q, Layout.TRANSPOSED, scores.matrix(), false);
        scores.read(weights, frames, count);
        Arrays.fill(largest, 0, count, Float.NEGATIVE_INFINITY);
        for (int t = 0; t < frames; t++) {
            raise(largest, weights[t], bias[t], count);
        }
        Arrays.fill(inverse, 0, count, 0);
        for (int t = 0; t < frames; t++) {
            split(weights[t], largest, exponents, count);
            series(weights[t], series, count);
            finish(weights[t], series, exponents, inverse, count);
        }
        for (int i = 0; i < count; i++) {
            inverse[i] = 1 / inverse[i];
        }
        for (int t = 0; t < frames; t++) {
            multiply(weights[t], inverse, count);
        }
    }

    /**
     * Makes what a key's row is multiplied with by dropout.
     *
     * @param factors [I], written
     * @param stream of the drawn variable
     * @param part number of clip and head
     * @param key number of the key
     * @param frame first query
     * @param count number of queries
     */
    void drop(float[] factors, long stream, int part, int key, int frame, int count) {
        int first = (part * frames + frame) * frames + key;
        int node = RandomBits.nodeState(stream);
        RandomBits.fractions((int) stream, node, first, frames, bits, count);
        for (int i = 0; i < count; i++) {
            factors[i] = kept[(threshold - 1 - bits[i]) >>> 31];
        }
    }

    static void multiply(float[] x, float[] factors, int count) {
        for (int i = 0; i < count; i++) {
            x[i] *= factors[i];
        }
    }

    private static void raise(float[] largest, float[] x, float bias, int count) {
        for (int i = 0; i < count; i++) {
            x[i] += bias;
            largest[i] = Math.max(largest[i], x[i]);
        }
    }

    /** x - largest = exponent ln 2 + what stays in x. */
    private static void split(float[] x, float[] largest, float[] exponents, int count) {
        for (int i = 0; i < count; i++) {
            float below = Math.max(x[i] - largest[i], LOWEST);
            float n = (below * LOG2_E + ROUND) - ROUND;
            x[i] = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, below));
            exponents[i] = n;
        }
    }

    // Faster here than FloatMath.exp: x is at most 0, so a table makes the powers of 2.

    /** (exp(x) - 1 - x) / x^2 for |x| to ln 2 / 2 (Cephes, expf). */
    private static void series(float[] x, float[] series, int count) {
        for (int i = 0; i < count; i++) {
            float r = x[i];
            float p = Math.fma(1.9875691e-4f, r, 0.0013981999f);
            p = Math.fma(p, r, 0.008333452f);
            p = Math.fma(p, r, 0.041665796f);
            p = Math.fma(p, r, 0.16666666f);
            series[i] = Math.fma(p, r, 0.5f);
        }
    }

    private static void finish(
            float[] x, float[] series, float[] exponents, float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            float r = x[i];
            float e = Math.fma(series[i], r * r, r) + 1;
            float power = e * POWERS[(int) -exponents[i]];
            x[i] = power;
            sums[i] += power;
        }
    }

    private static float[] powers() {
        float[] powers = new float[160];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = (float) Math.pow(2, -i);
        }
        return powers;
    }
}
