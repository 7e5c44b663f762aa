package org.burst4j.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.burst4j.DataException;
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
     * @throws DataException as {@link Scoring#score}, or if a task is missing, the tasks have not
     *     as many clips, groups are not one a clip, or resamples is below 1
     */
    public static Map<String, Difference> differences(
            List<Task> tasks,
            Map<String, float[]> reference,
            Map<String, float[]> other,
            Map<String, float[]> targets,
            List<String> groups,
            int resamples,
            long seed) {
        List<Column> columns = new ArrayList<>();
        int clips = -1;
        for (Task task : tasks) {
            float[] labels = of(targets, task);
            for (Map<String, float[]> predictions : List.of(reference, other)) {
                int found = Scoring.clips(task, of(predictions, task), labels);
                if (clips >= 0 && found != clips) {
                    throw new DataException(
                            "task '" + task.name() + "' has " + found + " clips, expected " + clips,
                            "Give all tasks' predictions of the same clips.");
                }
                clips = found;
            }
        }
        Bootstrap.check(Math.max(clips, 0), groups, resamples);
        for (Task task : tasks) {
            for (Metric metric : Metric.of(task)) {
                for (Map<String, float[]> predictions : List.of(reference, other)) {
                    columns.add(
                            Column.of(
                                    task,
                                    metric,
                                    of(predictions, task),
                                    of(targets, task),
                                    clips,
                                    groups,
                                    resamples));
                }
            }
        }
        resample(columns, resamples, seed);
        return differences(columns, JointScores.ofTasks(tasks), resamples);
    }

    private static float[] of(Map<String, float[]> values, Task task) {
        float[] found = values.get(task.name());
        if (found == null) {
            throw new DataException(
                    "there are no numbers of task '"
                            + task.name()
                            + "', only of "
                            + values.keySet(),
                    "Compare the tasks alone that both models and the labels have.");
        }
        return found;
    }

    private static void resample(List<Column> columns, int resamples, long seed) {
        int units = columns.isEmpty() ? 0 : columns.get(0).units.length;
        if (units < 2) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int resample = 0; resample < resamples; resample++) {
            int[] drawn = Bootstrap.draw(random, units);
            for (Column column : columns) {
                column.values[resample] = Bootstrap.value(column.sums, column.units, drawn);
            }
        }
    }

    private static Map<String, Difference> differences(
            List<Column> columns, List<JointScore> joints, int resamples) {
        Map<String, Difference> all = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i += 2) {
            Column a = columns.get(i);
            Column b = columns.get(i + 1);
            all.put(a.key, difference(a.score, b.score, a.values, b.values));
        }
        for (JointScore joint : joints) {
            double[] a = new double[resamples];
            double[] b = new double[resamples];
            for (int resample = 0; resample < resamples; resample++) {
                a[resample] = joint.of(scores(columns, 0, resample));
                b[resample] = joint.of(scores(columns, 1, resample));
            }
            all.put(
                    joint.key(),
                    difference(
                            joint.of(scores(columns, 0, -1)),
                            joint.of(scores(columns, 1, -1)),
                            a,
                            b));
        }
        return all;
    }

    /** One model's metrics by key, of a resample or (-1) of all clips. */
    private static Map<String, Double> scores(List<Column> columns, int model, int resample) {
        Map<String, Double> scores = new HashMap<>();
        for (int i = model; i < columns.size(); i += 2) {
            Column column = columns.get(i);
            scores.put(column.key, resample < 0 ? column.score : column.values[resample]);
        }
        return scores;
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

    /** One metric of one task of one model: its score, and room for that of each resample. */
    @SuppressWarnings("ArrayRecordComponent") // Private carrier, never compared.
    private record Column(String key, double score, Sums sums, double[][] units, double[] values) {
        static Column of(
                Task task,
                Metric metric,
                float[] predictions,
                float[] targets,
                int clips,
                List<String> groups,
                int resamples) {
            Sums sums = Sums.of(task, metric, predictions, targets);
            double[] unknown = new double[resamples];
            Arrays.fill(unknown, Double.NaN);
            return new Column(
                    metric.key(task),
                    Scoring.score(task, predictions, targets).value(metric),
                    sums,
                    Bootstrap.units(sums, clips, groups),
                    unknown);
        }
    }
}
