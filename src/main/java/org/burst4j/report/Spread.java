package org.burst4j.report;

import java.util.Collection;

/**
 * Mean and standard deviation of one figure over repeated runs.
 *
 * @param mean arithmetic mean; NaN if there is no value
 * @param deviation sample standard deviation, divided by n - 1; NaN if there are fewer than two
 *     values
 * @param count n, the number of values
 */
public record Spread(double mean, double deviation, int count) {
    /** Of no value at all. */
    public static final Spread NONE = new Spread(Double.NaN, Double.NaN, 0);

    /**
     * Sums values up, in two passes, since their mean may be large beside their deviation.
     *
     * @param values the values; NaN is none and is left out
     * @return mean and deviation
     */
    public static Spread of(Collection<Double> values) {
        double[] known =
                values.stream()
                        .mapToDouble(Double::doubleValue)
                        .filter(v -> !Double.isNaN(v))
                        .toArray();
        if (known.length == 0) {
            return NONE;
        }
        double sum = 0;
        for (double value : known) {
            sum += value;
        }
        double mean = sum / known.length;
        double squares = 0;
        for (double value : known) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = known.length < 2 ? Double.NaN : Math.sqrt(squares / (known.length - 1));
        return new Spread(mean, deviation, known.length);
    }

    /**
     * Whether there is a value at all.
     *
     * @return false if n is 0
     */
    public boolean known() {
        return count > 0;
    }

    /** Three decimals, the deviation only where there is one. */
    String text() {
        return Double.isNaN(deviation)
                ? Numbers.score(mean)
                : Numbers.score(mean) + " ± " + Numbers.score(deviation);
    }
}
