package org.burst4j.engine.ir;

/** Functions of single numbers, for {@link Interpreter}. */
final class InterpretedElements {
    private InterpretedElements() {}

    static boolean isUnary(Op op) {
        return op instanceof Op.Unary
                || op instanceof Op.Affine
                || op instanceof Op.Clip
                || op instanceof Op.Compare;
    }

    static double unary(Op op, double x) {
        if (op instanceof Op.Affine affine) {
            return affine.scale() * x + affine.shift();
        } else if (op instanceof Op.Clip clip) {
            return Math.min(Math.max(x, clip.low()), clip.high());
        } else if (op instanceof Op.Compare compare) {
            return binary(compare.kind(), x, compare.with());
        }
        return switch (((Op.Unary) op).kind()) {
            case NEGATE -> -x;
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case SQUARE -> x * x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
            case ERF -> erf(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case RELU -> Math.max(x, 0);
            case GELU -> x * phi(x);
        };
    }

    static double binary(BinaryKind kind, double a, double b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case LESS_OR_EQUAL -> a <= b ? 1 : 0;
        };
    }

    /** Gradient of GELU: dy (Phi(x) + x phi(x)). */
    static double gelu(double x, double dy) {
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        return dy * (phi(x) + x * density);
    }

    /** Share of a normal distribution below x. */
    static double phi(double x) {
        return 0.5 * (1 + erf(x / Math.sqrt(2)));
    }

    /**
     * The error function by its series where |x| is below 3, else by its continued fraction
     * (Abramowitz and Stegun 7.1.6 and 7.1.14).
     */
    static double erf(double x) {
        double z = Math.abs(x);
        if (z < 3) {
            double term = z;
            double sum = z;
            for (int n = 1; term > 1e-18 * sum; n++) {
                term *= 2 * z * z / (2 * n + 1);
                sum += term;
            }
            return Math.signum(x) * 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
        }
        double fraction = z;
        for (int n = 100; n >= 1; n--) {
            fraction = z + n / 2.0 / fraction;
        }
        return Math.signum(x) * (1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction);
    }
}
