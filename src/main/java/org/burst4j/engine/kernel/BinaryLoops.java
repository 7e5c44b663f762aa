package org.burst4j.engine.kernel;

import org.burst4j.engine.ir.BinaryKind;

/**
 * Loops of functions of two numbers; each by itself, so that the JVM compiles it as a vector loop.
 */
final class BinaryLoops {
    private BinaryLoops() {}

    /** The loop of a kind. */
    static BlockLoop of(BinaryKind kind) {
        return switch (kind) {
            case ADD -> BinaryLoops::add;
            case SUBTRACT -> BinaryLoops::subtract;
            case MULTIPLY -> BinaryLoops::multiply;
            case DIVIDE -> BinaryLoops::divide;
            case MAXIMUM -> BinaryLoops::maximum;
            case MINIMUM -> BinaryLoops::minimum;
            case EQUAL -> BinaryLoops::equal;
            case GREATER -> BinaryLoops::greater;
            case GREATER_OR_EQUAL -> BinaryLoops::greaterOrEqual;
            case LESS -> (a, b, to, length) -> greater(b, a, to, length);
            case LESS_OR_EQUAL -> (a, b, to, length) -> greaterOrEqual(b, a, to, length);
        };
    }

    static void add(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] + b[i];
        }
    }

    static void subtract(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] - b[i];
        }
    }

    static void multiply(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] * b[i];
        }
    }

    /** to + a b. */
    static void addProduct(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.fma(a[i], b[i], to[i]);
        }
    }

    static void maximum(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.max(a[i], b[i]);
        }
    }

    static void minimum(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.min(a[i], b[i]);
        }
    }

    private static void divide(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] / b[i];
        }
    }

    private static void equal(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] == b[i] ? 1f : 0f;
        }
    }

    private static void greater(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] > b[i] ? 1f : 0f;
        }
    }

    private static void greaterOrEqual(float[] a, float[] b, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[i] >= b[i] ? 1f : 0f;
        }
    }
}
