package org.burst4j.engine.kernel;

/**
 * Functions of many floats. Loops that the JVM turns into vector instructions, which asks for one
 * index for all arrays, no branches and no call; so the functions are quotients of polynomials.
 *
 * <p>Source array and result may be the same.
 */
final class FloatMath {
    /** Where the normal distribution's quotient gives one half to the last bit. */
    private static final float NORMAL_END = 5.53f;

    private static final float GELU_GRADIENT_END = 5.8f;
    private static final float EXP_LOW = -87.5f;
    private static final float EXP_HIGH = 89f;
    private static final float ROUNDING = 12582912f;
    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f;
    private static final float LN2_LOW = -2.1219444e-4f;

    private FloatMath() {}

    /** Error function: within 1e-6, relatively too; a quotient as Eigen's. */
    static void erf(float[] from, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            float x = Math.max(-4f, Math.min(4f, from[i]));
            float square = x * x;
            float p = -2.7261424e-10f;
            p = Math.fma(p, square, 2.7706815e-8f);
            p = Math.fma(p, square, -2.101024e-6f);
            p = Math.fma(p, square, -5.6925062e-5f);
            p = Math.fma(p, square, -7.3499064e-4f);
            p = Math.fma(p, square, -0.0029546f);
            p = Math.fma(p, square, -0.016096033f);
            float q = -1.45660715e-5f;
            q = Math.fma(q, square, -2.1337405e-4f);
            q = Math.fma(q, square, -0.001682827f);
            q = Math.fma(q, square, -0.0073733293f);
            q = Math.fma(q, square, -0.014264739f);
            to[i] = x * p / q;
        }
    }

    /** x Phi(x): within 3e-7 max(1, |x|); Phi - 1/2 is a fitted quotient, odd in x. */
    static void gelu(float[] from, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            float number = from[i];
            float x = Math.max(-NORMAL_END, Math.min(NORMAL_END, number));
            float square = x * x;
            float p = 2.2145406e-8f;
            p = Math.fma(p, square, 6.3565235e-6f);
            p = Math.fma(p, square, 1.738495e-4f);
            p = Math.fma(p, square, 0.0047072517f);
            p = Math.fma(p, square, 0.034375984f);
            p = Math.fma(p, square, 0.39894223f);
            float q = 1.1802141e-6f;
            q = Math.fma(q, square, 7.510153e-5f);
            q = Math.fma(q, square, 0.0019129711f);
            q = Math.fma(q, square, 0.028940018f);
            q = Math.fma(q, square, 0.25283352f);
            q = Math.fma(q, square, 1f);
            to[i] = number * (0.5f + x * p / q);
        }
    }

    /**
     * dy (Phi(x) + x phi(x)): the factor within 4e-7; less one half it is odd in x, a fitted
     * quotient.
     */
    static void geluGradient(float[] from, float[] dy, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            float x = Math.max(-GELU_GRADIENT_END, Math.min(GELU_GRADIENT_END, from[i]));
            float square = x * x;
            float p = 1.9292807e-7f;
            p = Math.fma(p, square, 3.5955854e-5f);
            p = Math.fma(p, square, 1.9221752e-5f);
            p = Math.fma(p, square, 0.014230298f);
            p = Math.fma(p, square, -0.030995801f);
            p = Math.fma(p, square, 0.79788536f);
            float q = 8.95238e-6f;
            q = Math.fma(q, square, 1.9203656e-4f);
            q = Math.fma(q, square, 0.0035230352f);
            q = Math.fma(q, square, 0.040980224f);
            q = Math.fma(q, square, 0.29449412f);
            q = Math.fma(q, square, 1f);
            to[i] = dy[i] * (0.5f + x * p / q);
        }
    }

    /**
     * e^x, relatively within 2e-7; 0 below -87, infinite above 88.72.
     *
     * <p>x = n ln 2 + r: a polynomial makes e^r, bits make 2^n. The JVM does not vectorise the
     * bits: they are a loop of their own.
     *
     * @param whole written over: n
     */
    static void exp(float[] from, float[] to, float[] whole, int length) {
        polynomial(from, to, whole, length);
        for (int i = 0; i < length; i++) {
            int half = Float.floatToRawIntBits(whole[i]) << 23;
            to[i] *= Float.intBitsToFloat(half + 0x3f800000);
        }
    }

    private static void polynomial(float[] from, float[] to, float[] whole, int length) {
        for (int i = 0; i < length; i++) {
            float x = Math.max(EXP_LOW, Math.min(EXP_HIGH, from[i]));
            float shifted = Math.fma(x, LOG2_E, ROUNDING - 1);
            float n = shifted - (ROUNDING - 1);
            float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
            float p = 1.9875691e-4f;
            p = Math.fma(p, r, 0.0013981999f);
            p = Math.fma(p, r, 0.008333452f);
            p = Math.fma(p, r, 0.041665796f);
            p = Math.fma(p, r, 0.16666666f);
            p = Math.fma(p, r, 0.5f);
            to[i] = 2 * Math.fma(p, r * r, r + 1);
            whole[i] = shifted;
        }
    }
}
