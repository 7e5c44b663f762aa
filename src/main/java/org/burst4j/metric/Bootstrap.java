package org.burst4j.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.burst4j.DataException;
import org.burst4j.task.Task;

/**
 * A percentile bootstrap (Efron 1979): how far a score might have fallen otherwise with other
 * clips, or other speakers, of the same kind.
 */
public final class Bootstrap {
    /** The number of resamples that {@link #interval} is commonly asked for. */
    public static final int DEFAULT_RESAMPLES = 1000;

    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /**
     * The 95 % interval of a task's metric.
     *
     * <p>Units (clips, or groups whole) are drawn with replacement, as many as there are; the ends
     * are the 2.5 % and 97.5 % quantiles, interpolated, of the resamples' scores. Clips of one
     * speaker are alike, so without groups the interval is too narrow where speakers recur.
     *
     * @param task the task with k outputs or classes
     * @param metric one of {@link Metric#of(Task)}
     * @param predictions row-major [n, k], finite
     * @param targets row-major [n, {@link Task#targetWidth()}], NaN where a label is missing
     * @param groups [n] the group, e.g. speaker, of each clip; empty to draw clips singly
     * @param resamples number of resamples, at least 1
     * @param seed seed of the draws: the same seed gives the same interval
     * @return the interval; {@link Interval#UNKNOWN} with fewer than two units or if the metric is
     *     undefined in every resample
     * @throws DataException as {@link Scoring#score}, or if groups are not one a clip, or resamples
     *     is below 1
     */
    public static Interval interval(
            Task task,
            Metric metric,
            float[] predictions,
            float[] targets,
            List<String> groups,
            int resamples,
            long seed) {
        int clips = Scoring.clips(task, predictions, targets);
        check(clips, groups, resamples);
        Sums sums = Sums.of(task, metric, predictions, targets);
        double[][] units = units(sums, clips, groups);
        if (units.length < 2) {
            return Interval.UNKNOWN;
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[resamples];
        for (int resample = 0; resample < resamples; resample++) {
            values[resample] = value(sums, units, draw(random, units.length));
        }
        return interval(values);
    }

    /**
     * The 95 % intervals of every metric of every task, and of the joint scores of all tasks, for
     * which a resample draws the same units of all tasks.
     *
     * @param tasks the tasks with k outputs or classes
     * @param predictions by task: row-major [n, k], finite
     * @param targets by task: row-major [n, {@link Task#targetWidth()}], NaN where a label is
     *     missing
     * @param groups [n] the group, e.g. speaker, of each clip; empty to draw clips singly
     * @param resamples number of resamples, at least 1
     * @param seed seed of the draws: a metric's interval is that of {@link #interval}
     * @return by key, e.g. {@code high.ccc} or {@code s_mtl}; {@link Interval#UNKNOWN} as there
     * @throws DataException as {@link #interval}, or if a task is missing, or the tasks have not as
     *     many clips
     */
    public static Map<String, Interval> intervals(
            List<Task> tasks,
            Map<String, float[]> predictions,
            Map<String, float[]> targets,
            List<String> groups,
            int resamples,
            long seed) {
        ResampledScores scores =
                ResampledScores.of(tasks, List.of(predictions), targets, groups, resamples, seed)
                        .get(0);
        Map<String, Interval> intervals = new LinkedHashMap<>();
        scores.keys().forEach(key -> intervals.put(key, interval(scores.resamples(key))));
        return intervals;
    }

    static void check(int clips, List<String> groups, int resamples) {
        if (!groups.isEmpty() && groups.size() != clips) {
            throw new DataException(
                    "there are " + groups.size() + " groups but " + clips + " clips",
                    "Name one group a clip, or none at all.");
        }
        if (resamples < 1) {
            throw new DataException(
                    "resamples is " + resamples + ", expected 1 or more", "Use e.g. 1000.");
        }
    }

    /** Which units a resample consists of. */
    static int[] draw(SplittableRandom random, int units) {
        int[] drawn = new int[units];
        for (int i = 0; i < units; i++) {
            drawn[i] = random.nextInt(units);
        }
        return drawn;
    }

    /** The metric of a resample. */
    static double value(Sums sums, double[][] units, int[] drawn) {
        double[] total = new double[sums.width()];
        for (int unit : drawn) {
            add(units[unit], total);
        }
        return sums.value(total);
    }

    /** The middle 95 % of the values, NaN left out. */
    static Interval interval(double[] values) {
        double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        return sorted.length == 0
                ? Interval.UNKNOWN
                : new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
    }

    /** What each unit, a clip or a group, contributes. */
    static double[][] units(Sums sums, int clips, List<String> groups) {
        Map<String, double[]> units = new LinkedHashMap<>();
        for (int clip = 0; clip < clips; clip++) {
            String unit = groups.isEmpty() ? Integer.toString(clip) : groups.get(clip);
            add(sums.ofClip(clip), units.computeIfAbsent(unit, key -> new double[sums.width()]));
        }
        return units.values().toArray(double[][]::new);
    }

    private static void add(double[] unit, double[] total) {
        for (int i = 0; i < total.length; i++) {
            total[i] += unit[i];
        }
    }

    private static double quantile(double[] sorted, double probability) {
        double position = probability * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
