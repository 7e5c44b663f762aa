package org.burst4j.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.burst4j.task.Task;

/**
 * A percentile bootstrap of the difference of two models: in each resample both are scored on the
 * same clips, or the same speakers, so that what makes clips hard for both cancels out (Efron and
 * Tibshirani 1993).
 */
public final class PairedBootstrap {
    private PairedBootstrap() {}

    /**
     * How two models differ in one metric.
     *
     * @param reference the first model's score; NaN if undefined
     * @param other the second model's score; NaN if undefined
     * @param referenceInterval its 95 % interval
     * @param otherInterval its 95 % interval
     * @param interval the 95 % interval of {@link #difference()}
     */
    public record Difference(
            double reference,
            double other,
            Interval referenceInterval,
            Interval otherInterval,
            Interval interval) {

        /**
         * Two scores whose intervals are not known.
         *
         * @param reference the first model's score
         * @param other the second model's score
         * @return the difference
         */
        public static Difference of(double reference, double other) {
            return new Difference(
                    reference, other, Interval.UNKNOWN, Interval.UNKNOWN, Interval.UNKNOWN);
        }

        /**
         * By how much the second model's score is larger.
         *
         * @return other - reference, below 0 for a smaller error too; NaN if one is undefined
         */
        public double difference() {
            return other - reference;
        }
    }

    /**
     * The differences in every metric of every task, and in the joint scores of all tasks.
     *
     * <p>Drawn as {@link Bootstrap#interval} draws: with the same seed its intervals are these.
     *
     * @param tasks the tasks with k outputs or classes
     * @param reference by task: the first model's predictions, row-major [n, k], finite
     * @param other the same of the second model, the same clips in the same order
     * @param targets by task: row-major [n, {@link Task#targetWidth()}], NaN where a label is
     *     missing
     * @param groups [n] the group, e.g. speaker, of each clip; empty to draw clips singly
     * @param resamples number of resamples, at least 1
     * @param seed seed of the draws: the same seed gives the same intervals
     * @return by key, e.g. {@code high.ccc} or {@code s_mtl}, those of {@link Metric#of(Task)}
     *     first; the intervals are unknown with fewer than two units, or if undefined in every
     *     resample
     * @throws org.burst4j.DataException as {@link Scoring#score}, or if a task is missing, the
     *     tasks have not as many clips, groups are not one a clip, or resamples is below 1
     */
    public static Map<String, Difference> differences(
            List<Task> tasks,
            Map<String, float[]> reference,
            Map<String, float[]> other,
            Map<String, float[]> targets,
            List<String> groups,
            int resamples,
            long seed) {
        List<ResampledScores> scores =
                ResampledScores.of(
                        tasks, List.of(reference, other), targets, groups, resamples, seed);
        ResampledScores a = scores.get(0);
        ResampledScores b = scores.get(1);
        Map<String, Difference> all = new LinkedHashMap<>();
        for (String key : a.keys()) {
            all.put(
                    key,
                    difference(a.score(key), b.score(key), a.resamples(key), b.resamples(key)));
        }
        return all;
    }

    private static Difference difference(double first, double second, double[] a, double[] b) {
        double[] differences = IntStream.range(0, a.length).mapToDouble(i -> b[i] - a[i]).toArray();
        return new Difference(
                first,
                second,
                Bootstrap.interval(a),
                Bootstrap.interval(b),
                Bootstrap.interval(differences));
    }
}
