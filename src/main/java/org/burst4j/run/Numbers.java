package org.burst4j.run;

import java.util.Locale;

/** Numbers as a person reads them, whatever the machine's language. */
public final class Numbers {
    private static final double SMALLEST_P = 1e-4;

    private Numbers() {}

    /** Three digits after the point; empty for nothing. */
    static String three(Double value) {
        return three(value, "");
    }

    /**
     * A score.
     *
     * @param value the score, or null
     * @param nothing what stands for null and NaN
     * @return three digits after the point
     */
    public static String three(Double value, String nothing) {
        return value == null || value.isNaN() ? nothing : String.format(Locale.ROOT, "%.3f", value);
    }

    /**
     * A difference.
     *
     * @param value the difference
     * @param nothing what stands for NaN
     * @return three digits after the point, its sign before it
     */
    public static String signed(double value, String nothing) {
        return Double.isNaN(value) ? nothing : String.format(Locale.ROOT, "%+.3f", value);
    }

    /**
     * A probability.
     *
     * @param p the probability
     * @param nothing what stands for NaN
     * @return four digits after the point, or that it is less than 0.0001
     */
    public static String probability(double p, String nothing) {
        return Double.isNaN(p)
                ? nothing
                : p < SMALLEST_P ? "<0.0001" : String.format(Locale.ROOT, "%.4f", p);
    }
}
