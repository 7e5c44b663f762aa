package org.burst4j.metric;

/**
 * A confidence interval.
 *
 * @param low its lower end; NaN if unknown
 * @param high its upper end; NaN if unknown
 */
public record Interval(double low, double high) {
    /** The interval that says nothing. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    /**
     * Whether both ends are known.
     *
     * @return false if one is NaN
     */
    public boolean known() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }
}
