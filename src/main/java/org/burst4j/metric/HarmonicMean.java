package org.burst4j.metric;

/** The harmonic mean that ranks the ExVo 2022 multi-task challenge. */
public final class HarmonicMean {
    private HarmonicMean() {}

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
        if (!(ccc > 0 && uar > 0 && maeYears > 0)) {
            return Double.NaN;
        }
        return 3 / (1 / ccc + 1 / uar + maeYears);
    }
}
