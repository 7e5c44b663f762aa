package org.burst4j.metric;

/** The harmonic mean, which ranks the ExVo 2022 multi-task challenge. */
public final class HarmonicMean {
    private HarmonicMean() {}

    /**
     * n / (1/x1 + ... + 1/xn).
     *
     * @param values the numbers
     * @return the mean; NaN if there are none, or one of them is not positive or not finite, as it
     *     is undefined then
     */
    public static double of(double... values) {
        double inverses = 0;
        for (double value : values) {
            if (!(value > 0) || Double.isInfinite(value)) {
                return Double.NaN;
            }
            inverses += 1 / value;
        }
        return values.length / inverses;
    }

    /**
     * S_MTL = 3 / (1/CCC + 1/UAR + MAE): the harmonic mean of the emotions' CCC, the countries' UAR
     * and the inverted age error 1/MAE (Baird et al., ExVo 2022).
     *
     * @param ccc mean CCC of the emotions
     * @param uar unweighted average recall of the countries
     * @param maeYears mean absolute error of the age in years
     * @return the mean; NaN if one of the three is not positive or is NaN, as it is undefined then
     */
    public static double sMtl(double ccc, double uar, double maeYears) {
        return of(ccc, uar, 1 / maeYears);
    }
}
