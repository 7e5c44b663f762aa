package org.burst4j.run;

import java.util.Locale;

/** Numbers as a person reads them, whatever the machine's language. */
public final class Numbers {
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
}
