package org.burst4j.metric.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction for several tests: the probability of any false finding among them
 * stays below the level (Holm, A simple sequentially rejective multiple test procedure,
 * Scandinavian Journal of Statistics 6, 1979).
 */
public final class Holm {
    private Holm() {}

    /**
     * Corrects p values: the i-th smallest of m becomes the largest of (m - j + 1) p_j over all j
     * up to i, at most 1.
     *
     * @param pValues p values in any order; NaN stays NaN and does not count as a test
     * @return the corrected ones in the same order
     */
    public static List<Double> adjust(List<Double> pValues) {
        int[] order =
                IntStream.range(0, pValues.size())
                        .filter(i -> !Double.isNaN(pValues.get(i)))
                        .boxed()
                        .sorted(Comparator.comparingDouble(pValues::get))
                        .mapToInt(Integer::intValue)
                        .toArray();
        Double[] adjusted = new Double[pValues.size()];
        Arrays.fill(adjusted, Double.NaN);
        double largest = 0;
        for (int rank = 0; rank < order.length; rank++) {
            largest = Math.max(largest, (order.length - rank) * pValues.get(order[rank]));
            adjusted[order[rank]] = Math.min(1, largest);
        }
        return new ArrayList<>(Arrays.asList(adjusted));
    }
}
