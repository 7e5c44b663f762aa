package org.burst4j.engine.kernel;

import org.burst4j.engine.ir.UnaryKind;

/**
 * Loops of functions of one number; each by itself, so that the JVM compiles it as a vector loop.
 */
final class UnaryLoops {
    private UnaryLoops() {}

    /** The loop of a kind; not EXP, which needs an array more. */
    static BlockLoop of(UnaryKind kind) {
        return switch (kind) {
            case NEGATE -> (a, b, to, length) -> affine(a, to, -1, 0, length);
            case EXP -> (a, b, to, length) -> FloatMath.exp(a, to, b, length);
            case LOG -> (a, b, to, length) -> log(a, to, length);
            case SQRT -> (a, b, to, length) -> sqrt(a, to, length);
            case RECIPROCAL -> (a, b, to, length) -> reciprocal(a, to, length);
            case SQUARE -> (a, b, to, length) -> square(a, to, length);
            case ABS -> (a, b, to, length) -> abs(a, to, length);
            case SIGN -> (a, b, to, length) -> sign(a, to, length);
            case FLOOR -> (a, b, to, length) -> floor(a, to, length);
            case ERF -> (a, b, to, length) -> FloatMath.erf(a, to, length);
            case SIGMOID -> (a, b, to, length) -> sigmoid(a, to, length);
            case TANH -> (a, b, to, length) -> tanh(a, to, length);
            case RELU -> (a, b, to, length) -> relu(a, to, length);
            case GELU -> (a, b, to, length) -> FloatMath.gelu(a, to, length);
        };
    }

    static void affine(float[] a, float[] to, float scale, float shift, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.fma(a[i], scale, shift);
        }
    }

    static void clip(float[] a, float[] to, float low, float high, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.max(low, Math.min(high, a[i]));
        }
    }

    private static void log(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (float) Math.log(a[i]);
        }
    }

    private static void sqrt(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (float) Math.sqrt(a[i]);
        }
    }

    private static void reciprocal(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = 1 / a[i];
        }
    }

    private static void square(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] * a[i];
        }
    }

    private static void abs(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.abs(a[i]);
        }
    }

    private static void sign(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.signum(a[i]);
        }
    }

    private static void floor(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (float) Math.floor(a[i]);
        }
    }

    private static void sigmoid(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (float) (1 / (1 + Math.exp(-a[i])));
        }
    }

    private static void tanh(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = (float) Math.tanh(a[i]);
        }
    }

    private static void relu(float[] a, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.max(a[i], 0f);
        }
    }
}
