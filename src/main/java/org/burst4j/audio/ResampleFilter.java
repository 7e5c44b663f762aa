package org.burst4j.audio;

/**
 * The low-pass filter of one pair of rates: a Kaiser-windowed sinc, one row of coefficients for
 * each position (phase) that an output sample can have between two input samples.
 *
 * <p>Let the grid be that of the lower rate, with Nyquist at 1. The response is down by half at
 * {@link #CUTOFF}, flat to {@link #PASS_BAND_EDGE} and under -100 dB from 1 on, so nothing folds
 * back. Window and length are Kaiser's (Kaiser 1974; Oppenheim and Schafer, Discrete-Time Signal
 * Processing, 7.5.3): beta = 0.1102 (A - 8.7), taps = (A - 8) / (2.285 * width in rad).
 */
final class ResampleFilter {
    /** End of the flat part, as a share of the lower Nyquist frequency. */
    static final double PASS_BAND_EDGE = 0.91;

    private static final double CUTOFF = (1 + PASS_BAND_EDGE) / 2;
    private static final double STOP_BAND_DB = 110;
    private static final double BETA = 0.1102 * (STOP_BAND_DB - 8.7);
    private static final double HALF_WIDTH =
            (STOP_BAND_DB - 8) / (2.285 * Math.PI * (1 - PASS_BAND_EDGE)) / 2;

    /**
     * Rates without a small common measure have many thousand phases; above this number we keep so
     * many rows and interpolate between neighbours. The error, (pi/1024)^2/8 of the highest
     * frequency, is under -118 dB.
     */
    private static final int MAX_EXACT_PHASES = 1024;

    private final int up;
    private final int down;
    private final int half;
    private final boolean exact;
    private final float[][] rows;

    /** Builds the filter from one rate to another; both at least 1 Hz and not equal. */
    ResampleFilter(int fromHz, int toHz) {
        int divisor = greatestCommonDivisor(fromHz, toHz);
        up = toHz / divisor;
        down = fromHz / divisor;
        double scale = Math.min(1, up / (double) down); // lower rate by input rate
        half = (int) Math.ceil(HALF_WIDTH / scale);
        exact = up <= MAX_EXACT_PHASES;
        int phases = exact ? up : MAX_EXACT_PHASES;
        rows = new float[exact ? phases : phases + 1][];
        for (int p = 0; p < rows.length; p++) {
            rows[p] = row(p / (double) phases, scale);
        }
    }

    /** Coefficients of the inputs from half-1 before the left neighbour to half after it. */
    private float[] row(double phase, double scale) {
        double[] exactRow = new double[2 * half];
        double sum = 0;
        for (int j = 0; j < exactRow.length; j++) {
            double t = (j - (half - 1) - phase) * scale; // in samples of the lower rate
            double inside = 1 - (t / HALF_WIDTH) * (t / HALF_WIDTH);
            if (inside >= 0) {
                exactRow[j] = sinc(CUTOFF * t) * besselI0(BETA * Math.sqrt(inside));
            }
            sum += exactRow[j];
        }
        float[] row = new float[exactRow.length];
        for (int j = 0; j < row.length; j++) {
            row[j] = (float) (exactRow[j] / sum); // a constant stays that constant in every phase
        }
        return row;
    }

    /** Samples after resampling n. */
    long outputLength(int n) {
        return ((long) n * up + down - 1) / down;
    }

    /** Filters; see {@link Resampler#resample}. */
    float[] apply(float[] in) {
        float[] padded = new float[in.length + 2 * half];
        System.arraycopy(in, 0, padded, half - 1, in.length);
        float[] out = new float[Math.toIntExact(outputLength(in.length))];
        int start = 0; // left neighbour's index; that of its first input in the padded array too
        int phase = 0; // in steps of 1/up input samples
        int step = down / up;
        int rest = down % up;
        for (int m = 0; m < out.length; m++) {
            out[m] = exact ? dot(rows[phase], padded, start) : between(phase, padded, start);
            start += step;
            phase += rest;
            if (phase >= up) {
                phase -= up;
                start++;
            }
        }
        return out;
    }

    private float between(int phase, float[] padded, int start) {
        double position = phase * (double) MAX_EXACT_PHASES / up;
        int row = (int) position;
        double right = position - row;
        return (float)
                ((1 - right) * dot(rows[row], padded, start)
                        + right * dot(rows[row + 1], padded, start));
    }

    /** Eight sums at a time: one alone would wait for each addition to end. */
    private static float dot(float[] row, float[] in, int start) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int j = 0;
        for (; j + 7 < row.length; j += 8) {
            int i = start + j;
            s0 += row[j] * in[i];
            s1 += row[j + 1] * in[i + 1];
            s2 += row[j + 2] * in[i + 2];
            s3 += row[j + 3] * in[i + 3];
            s4 += row[j + 4] * in[i + 4];
            s5 += row[j + 5] * in[i + 5];
            s6 += row[j + 6] * in[i + 6];
            s7 += row[j + 7] * in[i + 7];
        }
        for (; j < row.length; j++) {
            s0 += row[j] * in[start + j];
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** The modified Bessel function of order 0, by its power series; x of 0 to some 20. */
    private static double besselI0(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-17; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
