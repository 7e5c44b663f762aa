package org.burst4j.metric;

import java.util.Arrays;
import org.burst4j.task.Task;

/** What a predictor scores that has not listened: the floor under every score. */
public final class Chance {
    private Chance() {}

    /**
     * The score of the best constant prediction.
     *
     * @param task the task
     * @param metric one of {@link Metric#of(Task)}
     * @param targets row-major [n, {@link Task#targetWidth()}], NaN where a label is missing
     * @return 0 for CCC; 1/K for UAR, K being the classes that have clips; for MAE that of each
     *     output's median, the constant with the least error, averaged over outputs; NaN without
     *     labels
     * @throws org.burst4j.DataException if a class index is none
     */
    public static double of(Task task, Metric metric, float[] targets) {
        return switch (metric) {
            case CCC -> 0;
            case UAR -> {
                long present =
                        Arrays.stream(Scoring.classIndices(task, targets))
                                .filter(index -> index >= 0)
                                .distinct()
                                .count();
                yield present == 0 ? Double.NaN : 1.0 / present;
            }
            case MAE -> medianError(task.targetWidth(), targets);
        };
    }

    private static double medianError(int width, float[] targets) {
        Double[] errors = new Double[width];
        for (int k = 0; k < width; k++) {
            double[] sorted =
                    Arrays.stream(Scoring.column(targets, k, width, targets.length / width))
                            .filter(target -> !Double.isNaN(target))
                            .sorted()
                            .toArray();
            // With an even count every number between the two middle ones has the same error.
            double median = sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
            errors[k] =
                    Arrays.stream(sorted)
                            .map(target -> Math.abs(target - median))
                            .average()
                            .orElse(Double.NaN);
        }
        return Pairs.meanOfDefined(Arrays.asList(errors));
    }
}
