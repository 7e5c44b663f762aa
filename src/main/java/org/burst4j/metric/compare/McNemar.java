package org.burst4j.metric.compare;

import org.apache.commons.math3.special.Beta;
import org.burst4j.DataException;

/**
 * McNemar's test of two models that classify the same clips (McNemar, Psychometrika 12, 1947): only
 * the clips that one of them has right and the other wrong tell them apart.
 *
 * <p>Without such clips every variant has p = 1.
 *
 * @param onlyFirst number of clips that only the first model has right, 0 or more
 * @param onlySecond number of clips that only the second model has right, 0 or more
 * @param clips number of all clips
 */
public record McNemar(int onlyFirst, int onlySecond, int clips) {

    /**
     * Checks the counts.
     *
     * @throws DataException if one is negative, or the two are more than all
     */
    public McNemar {
        if (onlyFirst < 0 || onlySecond < 0 || onlyFirst + onlySecond > clips) {
            throw new DataException(
                    "McNemar's test has "
                            + onlyFirst
                            + " and "
                            + onlySecond
                            + " clips that one model alone has right, of "
                            + clips,
                    "Count each clip once.");
        }
    }

    /**
     * Counts.
     *
     * @param first whether the first model has each clip right
     * @param second the same of the second model; clips without a label must have been left out
     * @return the counts
     * @throws DataException if there are not as many
     */
    public static McNemar of(boolean[] first, boolean[] second) {
        if (first.length != second.length) {
            throw new DataException(
                    "McNemar's test has "
                            + first.length
                            + " clips of one model and "
                            + second.length
                            + " of the other",
                    "Give both models' answers to the same clips.");
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int clip = 0; clip < first.length; clip++) {
            onlyFirst += first[clip] && !second[clip] ? 1 : 0;
            onlySecond += second[clip] && !first[clip] ? 1 : 0;
        }
        return new McNemar(onlyFirst, onlySecond, first.length);
    }

    /**
     * The exact test: how probable so uneven a share, or a more uneven one, is among fair coins.
     * For few clips, say below 25 that differ.
     *
     * @return the test, its statistic the smaller count
     */
    public TestResult exact() {
        int smaller = Math.min(onlyFirst, onlySecond);
        int all = onlyFirst + onlySecond;
        if (all == 0) {
            return new TestResult("McNemar exact", 0, Double.NaN, 1, clips);
        }
        // Not BinomialDistribution, which is 1 minus the other tail: a small p would round to 0.
        double tail = Beta.regularizedBeta(0.5, (double) all - smaller, smaller + 1.0);
        return new TestResult("McNemar exact", smaller, Double.NaN, Math.min(1, 2 * tail), clips);
    }

    /**
     * (b - c)² / (b + c) against chi-square with one degree of freedom: Cochran's Q of two models.
     *
     * @return the test
     */
    public TestResult chiSquare() {
        return chiSquare("McNemar", Math.abs((double) onlyFirst - onlySecond));
    }

    /**
     * With the continuity correction (|b - c| - 1)² / (b + c), the bracket not below 0 (Edwards
     * 1948).
     *
     * @return the test
     */
    public TestResult corrected() {
        return chiSquare(
                "McNemar corrected", Math.max(0, Math.abs((double) onlyFirst - onlySecond) - 1));
    }

    private TestResult chiSquare(String test, double difference) {
        double all = (double) onlyFirst + onlySecond;
        double statistic = all == 0 ? 0 : difference * difference / all;
        return new TestResult(test, statistic, 1, CochranQ.chiSquareTail(statistic, 1), clips);
    }
}
