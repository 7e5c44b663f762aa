package org.burst4j.metric.compare;

/**
 * What a two-sided test of significance says.
 *
 * @param test its name for people, e.g. {@code paired t}
 * @param statistic t, Q, chi-square or a count, as the test has it; NaN if undefined, infinite if
 *     the values differ without any spread
 * @param degreesOfFreedom of the statistic's distribution; NaN where it has none
 * @param p probability of a statistic at least as extreme if nothing differs, 0 to 1; NaN if
 *     undefined
 * @param count number of values, pairs or clips that were looked at
 */
public record TestResult(
        String test, double statistic, double degreesOfFreedom, double p, int count) {

    /**
     * Whether the test could be made.
     *
     * @return false if p is NaN
     */
    public boolean defined() {
        return !Double.isNaN(p);
    }

    static TestResult undefined(String test, int count) {
        return new TestResult(test, Double.NaN, Double.NaN, Double.NaN, count);
    }
}
