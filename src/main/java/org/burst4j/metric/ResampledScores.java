package org.burst4j.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.burst4j.DataException;
import org.burst4j.task.Task;

/**
 * The scores of one model, every metric of every task and the joint scores, in each of many
 * resamples: a resample draws the same clips or groups for all of them.
 */
final class ResampledScores {
    private final Map<String, Double> scores = new LinkedHashMap<>();
    private final Map<String, double[]> resampled = new LinkedHashMap<>();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<JointScore> joints;
    private final int resamples;

    /** One metric of one task: what each unit, a clip or a group, adds to its sums. */
    private static final class Column {
        private final Sums sums;
        private final double[][] units;

        Column(Sums sums, double[][] units) {
            this.sums = sums;
            this.units = units;
        }
    }

    private ResampledScores(List<Task> tasks, int resamples) {
        this.joints = JointScores.ofTasks(tasks);
        this.resamples = resamples;
    }

    /**
     * Scores models of the same clips, drawn alike: with the same seed as {@link
     * Bootstrap#interval} draws.
     */
    static List<ResampledScores> of(
            List<Task> tasks,
            List<Map<String, float[]>> models,
            Map<String, float[]> targets,
            List<String> groups,
            int resamples,
            long seed) {
        int clips = clips(tasks, models, targets);
        Bootstrap.check(clips, groups, resamples);
        List<ResampledScores> all = new ArrayList<>();
        for (Map<String, float[]> predictions : models) {
            ResampledScores scores = new ResampledScores(tasks, resamples);
            for (Task task : tasks) {
                scores.add(task, predictions.get(task.name()), targets.get(task.name()), groups);
            }
            all.add(scores);
        }
        int units =
                all.stream()
                        .flatMap(scores -> scores.columns.values().stream())
                        .mapToInt(column -> column.units.length)
                        .max()
                        .orElse(0);
        if (units >= 2) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int resample = 0; resample < resamples; resample++) {
                int[] drawn = Bootstrap.draw(random, units);
                for (ResampledScores scores : all) {
                    scores.fill(resample, drawn);
                }
            }
        }
        all.forEach(ResampledScores::join);
        return all;
    }

    private static int clips(
            List<Task> tasks, List<Map<String, float[]>> models, Map<String, float[]> targets) {
        int clips = -1;
        for (Task task : tasks) {
            float[] labels = numbers(targets, task);
            for (Map<String, float[]> predictions : models) {
                int found = Scoring.clips(task, numbers(predictions, task), labels);
                if (clips >= 0 && found != clips) {
                    throw new DataException(
                            "task '" + task.name() + "' has " + found + " clips, expected " + clips,
                            "Give all tasks' predictions of the same clips.");
                }
                clips = found;
            }
        }
        return Math.max(clips, 0);
    }

    private static float[] numbers(Map<String, float[]> values, Task task) {
        float[] found = values.get(task.name());
        if (found == null) {
            throw new DataException(
                    "there are no numbers of task '"
                            + task.name()
                            + "', only of "
                            + values.keySet(),
                    "Take the tasks alone that all models and the labels have.");
        }
        return found;
    }

    private void add(Task task, float[] predictions, float[] targets, List<String> groups) {
        int clips = predictions.length / task.size();
        TaskScores rated = Scoring.score(task, predictions, targets);
        for (Metric metric : Metric.of(task)) {
            String key = metric.key(task);
            Sums sums = Sums.of(task, metric, predictions, targets);
            columns.put(key, new Column(sums, Bootstrap.units(sums, clips, groups)));
            scores.put(key, rated.value(metric));
            double[] unknown = new double[resamples];
            Arrays.fill(unknown, Double.NaN);
            resampled.put(key, unknown);
        }
    }

    private void fill(int resample, int[] drawn) {
        columns.forEach(
                (key, column) ->
                        resampled.get(key)[resample] =
                                Bootstrap.value(column.sums, column.units, drawn));
    }

    /** Adds the joint scores, each made of the parts of its resample. */
    private void join() {
        for (JointScore joint : joints) {
            double[] values = new double[resamples];
            for (int resample = 0; resample < resamples; resample++) {
                int place = resample;
                values[resample] = joint.of(metrics(key -> resampled.get(key)[place]));
            }
            scores.put(joint.key(), joint.of(metrics(scores::get)));
            resampled.put(joint.key(), values);
        }
    }

    private Map<String, Double> metrics(ToDoubleFunction<String> value) {
        Map<String, Double> metrics = new HashMap<>();
        columns.keySet().forEach(key -> metrics.put(key, value.applyAsDouble(key)));
        return metrics;
    }

    /** The keys of all scores: those of the tasks in their order, then those of joint scores. */
    Set<String> keys() {
        return scores.keySet();
    }

    /** The score on all clips; NaN if undefined. */
    double score(String key) {
        return scores.get(key);
    }

    /** The scores of the resamples; NaN where undefined, all with fewer than two units. */
    double[] resamples(String key) {
        return resampled.get(key);
    }
}
