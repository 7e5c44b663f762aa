package org.burst4j.run;

/**
 * How one model differs from the reference in one metric.
 *
 * @param reference the reference's name
 * @param other the other model's name; {@link Significance#ALL} where all are tested together
 * @param task the task's name; a joint score's key, e.g. {@code s_mtl}
 * @param output the output's label in a table of outputs; empty for the whole task
 * @param metric the metric's key, e.g. {@code emotion.ccc}
 * @param scoreReference the reference's score; NaN if undefined
 * @param scoreOther the other model's score; NaN if undefined
 * @param difference scoreOther - scoreReference
 * @param low lower end of the difference's 95 % bootstrap interval; NaN if unknown
 * @param high upper end; NaN if unknown
 * @param test the test's name; empty where there is none
 * @param on what was tested: {@code errors}, {@code predictions} or {@code correct}; empty without
 *     a test
 * @param statistic t or Q, t above 0 where the other model's values are the larger; of the exact
 *     McNemar test the smaller number of clips that one model alone has right; NaN without
 * @param degreesOfFreedom of the statistic; NaN without, as of the exact test
 * @param p two-sided p; NaN without a test
 * @param pHolm p corrected for all pairwise tests of one {@link Significance#compare}, or of all
 *     that {@link Significance#corrected} was given; NaN without, or where all models are tested
 *     together
 * @param significant whether p, or pHolm if correction is wanted, is not above the level
 * @param count number of values, pairs or clips tested; 0 without a test
 */
public record SignificanceRow(
        String reference,
        String other,
        String task,
        String output,
        String metric,
        double scoreReference,
        double scoreOther,
        double difference,
        double low,
        double high,
        String test,
        String on,
        double statistic,
        double degreesOfFreedom,
        double p,
        double pHolm,
        boolean significant,
        int count) {

    SignificanceRow judged(double corrected, SignificanceSettings settings) {
        double counts = settings.holm() && !Double.isNaN(corrected) ? corrected : p;
        return new SignificanceRow(
                reference,
                other,
                task,
                output,
                metric,
                scoreReference,
                scoreOther,
                difference,
                low,
                high,
                test,
                on,
                statistic,
                degreesOfFreedom,
                p,
                corrected,
                counts <= settings.level(),
                count);
    }
}
