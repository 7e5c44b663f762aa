package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/**
 * What one thread needs for one head of one clip, and the weights of a block of queries. Weights
 * are kept transposed, [keys,queries], so that the loops over them run along the queries: scores
 * are then sums of rows, as are softmax's largest elements and sums.
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
    float[] keys = {}; // [T,d]
    float[] values = {}; // [T,d]
    float[] queries = {}; // [I,d], times scale
    float[][] queriesAcross = {}; // [d,I]
    float[][] weights = {}; // [T,I]
    float[] inverse = {}; // [I]
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
        width = x.size(1) / op.heads();
        block = blockOf(frames);
        keys = Rows.grown(keys, frames * width);
        values = Rows.grown(values, frames * width);
        queries = Rows.grown(queries, block * width);
        queriesAcross = Rows.grown(queriesAcross, width, block);
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

    /** Reads keys, values and key bias of a head. */
    void readHead(FloatBuffer k, FloatBuffer v, FloatBuffer keyBias, int clip, int head) {
        read(k, clip, head, 0, frames, keys);
        read(v, clip, head, 0, frames, values);
        if (keyBias != null) {
            keyBias.get(clip * frames, bias, 0, frames);
        } else {
            Arrays.fill(bias, 0, frames, 0);
        }
    }

    /** Reads columns of a head. */
    void read(FloatBuffer from, int clip, int head, int frame, int count, float[] into) {
        int all = width * op.heads();
        for (int t = 0; t < count; t++) {
            from.get((clip * frames + frame + t) * all + head * width, into, t * width, width);
        }
    }

    /** Writes columns of a head. */
    void write(FloatBuffer to, int clip, int head, int frame, int count, float[] from) {
        int all = width * op.heads();
        for (int t = 0; t < count; t++) {
            to.put((clip * frames + frame + t) * all + head * width, from, t * width, width);
        }
    }

    /**
     * Makes exp(score - largest score) of a block of queries, and one over the sums.
     *
     * @param q all queries
     * @param clip number of the clip
     * @param head number of the head
     * @param frame first query
     * @param count number of queries
     */
    void weigh(FloatBuffer q, int clip, int head, int frame, int count) {
        read(q, clip, head, frame, count, queries);
        scale(queries, op.scale(), count * width);
        SmallProduct.transpose(queries, queriesAcross, count, width);
        Arrays.fill(largest, 0, count, Float.NEGATIVE_INFINITY);
        for (int t = 0; t < frames; t++) {
            Arrays.fill(weights[t], 0, count, bias[t]);
        }
        SmallProduct.add(keys, 0, width, 1, queriesAcross, weights, frames, width, count);
        for (int t = 0; t < frames; t++) {
            raise(largest, weights[t], count);
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

    static void scale(float[] x, float factor, int count) {
        for (int i = 0; i < count; i++) {
            x[i] *= factor;
        }
    }

    static void multiply(float[] x, float[] factors, int count) {
        for (int i = 0; i < count; i++) {
            x[i] *= factors[i];
        }
    }

    private static void raise(float[] largest, float[] x, int count) {
        for (int i = 0; i < count; i++) {
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
