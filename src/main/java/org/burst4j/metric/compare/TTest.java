package org.burst4j.metric.compare;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.burst4j.DataException;

/**
 * t-tests of two means (Student 1908; Welch 1947), two-sided.
 *
 * <p>The statistic is positive where the first values are the larger ones. Values without any
 * spread are no error: equal means have t = 0 and p = 1, different ones an infinite t and p = 0.
 */
public final class TTest {
    private static final String STUDENT = "two-sample t";
    private static final String WELCH = "Welch's t";
    private static final String PAIRED = "paired t";

    private TTest() {}

    /**
     * Independent samples of equal variance, as Burst2Vec (Anuchitanukul and Specia 2022) has it: t
     * = (m1 - m2) / sqrt(s² (1/n1 + 1/n2)) with the pooled variance s², n1 + n2 - 2 degrees of
     * freedom.
     *
     * @param first values; NaN are left out
     * @param second values, maybe not as many; NaN are left out
     * @return the test; undefined with fewer than two values in one of the samples
     * @throws DataException if a value is infinite
     */
    public static TestResult student(double[] first, double[] second) {
        Moments a = Moments.of(present(first));
        Moments b = Moments.of(present(second));
        if (a.n < 2 || b.n < 2) {
            return TestResult.undefined(STUDENT, a.n + b.n);
        }
        double degrees = a.n + b.n - 2.0;
        double pooled = (a.squares + b.squares) / degrees;
        double error = Math.sqrt(pooled * (1.0 / a.n + 1.0 / b.n));
        return result(STUDENT, a.mean - b.mean, error, degrees, a.n + b.n);
    }

    /**
     * Independent samples of any variance: t = (m1 - m2) / sqrt(s1²/n1 + s2²/n2), degrees of
     * freedom by Welch and Satterthwaite.
     *
     * @param first values; NaN are left out
     * @param second values, maybe not as many; NaN are left out
     * @return the test; undefined with fewer than two values in one of the samples
     * @throws DataException if a value is infinite
     */
    public static TestResult welch(double[] first, double[] second) {
        Moments a = Moments.of(present(first));
        Moments b = Moments.of(present(second));
        if (a.n < 2 || b.n < 2) {
            return TestResult.undefined(WELCH, a.n + b.n);
        }
        double partA = a.squares / (a.n - 1) / a.n;
        double partB = b.squares / (b.n - 1) / b.n;
        double sum = partA + partB;
        double degrees =
                sum == 0
                        ? a.n + b.n - 2.0
                        : sum * sum / (partA * partA / (a.n - 1) + partB * partB / (b.n - 1));
        return result(WELCH, a.mean - b.mean, Math.sqrt(sum), degrees, a.n + b.n);
    }

    /**
     * Values of the same things, e.g. errors of two models in the same clips: t = m / sqrt(s²/n) of
     * the n differences, n - 1 degrees of freedom.
     *
     * @param first values
     * @param second as many, of the same things in the same order; a pair with a NaN is left out
     * @return the test; undefined with fewer than two pairs
     * @throws DataException if there are not as many, or a value is infinite
     */
    public static TestResult paired(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new DataException(
                    "a paired test has "
                            + first.length
                            + " first and "
                            + second.length
                            + " second values, expected as many",
                    "Give both of each clip.");
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            requireFinite(first[i], i);
            requireFinite(second[i], i);
            differences[i] = first[i] - second[i];
        }
        Moments all = Moments.of(present(differences));
        if (all.n < 2) {
            return TestResult.undefined(PAIRED, all.n);
        }
        double error = Math.sqrt(all.squares / (all.n - 1) / all.n);
        return result(PAIRED, all.mean, error, all.n - 1.0, all.n);
    }

    private static TestResult result(
            String test, double difference, double error, double degrees, int count) {
        double t = difference == 0 ? 0 : difference / error;
        // The lower tail: 1 - cumulativeProbability(|t|) would round a small p to 0.
        double p = Math.min(1, 2 * new TDistribution(degrees).cumulativeProbability(-Math.abs(t)));
        return new TestResult(test, t, degrees, Double.isInfinite(t) ? 0 : p, count);
    }

    private static double[] present(double[] values) {
        for (int i = 0; i < values.length; i++) {
            requireFinite(values[i], i);
        }
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }

    private static void requireFinite(double value, int index) {
        if (Double.isInfinite(value)) {
            throw new DataException(
                    "value " + index + " of a t-test is " + value + ", expected a finite number",
                    "Look at the predictions: the model may have diverged.");
        }
    }

    /** Count, mean and sum of squares around it, in two passes. */
    private record Moments(int n, double mean, double squares) {
        static Moments of(double[] values) {
            // Counted from the first value, equal ones have exactly their own mean and no spread.
            double shift = values.length == 0 ? 0 : values[0];
            double sum = 0;
            for (double value : values) {
                sum += value - shift;
            }
            double rest = sum / values.length;
            double squares = 0;
            for (double value : values) {
                double deviation = value - shift - rest;
                squares += deviation * deviation;
            }
            return new Moments(values.length, shift + rest, squares);
        }
    }
}
