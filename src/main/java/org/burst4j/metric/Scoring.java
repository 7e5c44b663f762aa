package org.burst4j.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** Scores a task's predictions with the metrics that belong to it. */
public final class Scoring {
    private Scoring() {}

    /**
     * Scores predictions.
     *
     * @param task the task with k outputs or classes
     * @param predictions row-major [n, k], finite; for classes logits or probabilities, of which
     *     the largest counts (the first of equal ones)
     * @param targets row-major [n, {@link Task#targetWidth()}], NaN where a label is missing; for
     *     classes the class index
     * @return {@link RegressionScores} or {@link ClassScores}
     * @throws DataException if sizes do not fit, a prediction is not finite or a class index is
     *     none
     */
    public static TaskScores score(Task task, float[] predictions, float[] targets) {
        int clips = clips(task, predictions, targets);
        if (task.kind() == TaskKind.CLASSES) {
            return new ClassScores(
                    ConfusionMatrix.of(
                            task.labels(),
                            argmax(predictions, task.size()),
                            classIndices(task, targets)));
        }
        List<Double> ccc = new ArrayList<>();
        List<Double> pearson = new ArrayList<>();
        List<Double> mae = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (int k = 0; k < task.size(); k++) {
            Pairs pairs =
                    Pairs.of(
                            column(predictions, k, task.size(), clips),
                            column(targets, k, task.size(), clips));
            ccc.add(Ccc.official(pairs.predictions(), pairs.targets()));
            pearson.add(Pearson.of(pairs.predictions(), pairs.targets()));
            mae.add(MeanAbsoluteError.of(pairs.predictions(), pairs.targets()));
            counts.add(pairs.size());
        }
        return new RegressionScores(task.labels(), ccc, pearson, mae, counts);
    }

    /**
     * The numbers that sum a task's scores up, under the names that files use.
     *
     * @param task the task
     * @param scores its scores
     * @return e.g. {@code high.ccc}, {@code type.uar}, or {@code age.mae} with {@code age.ccc}; the
     *     metric that the task is ranked by comes first
     */
    public static Map<String, Double> headline(Task task, TaskScores scores) {
        Map<String, Double> headline = new LinkedHashMap<>();
        for (Metric metric : Metric.of(task)) {
            headline.put(metric.key(task), scores.value(metric));
        }
        return headline;
    }

    /** Checks the sizes and returns the number of clips. */
    static int clips(Task task, float[] predictions, float[] targets) {
        if (predictions.length % task.size() != 0
                || predictions.length / task.size() * task.targetWidth() != targets.length) {
            throw new DataException(
                    "task '"
                            + task.name()
                            + "' has "
                            + predictions.length
                            + " predicted and "
                            + targets.length
                            + " true numbers, expected "
                            + task.size()
                            + " and "
                            + task.targetWidth()
                            + " for each clip",
                    "Check that predictions and labels are of the same task and clips.");
        }
        return predictions.length / task.size();
    }

    static double[] column(float[] values, int column, int width, int rows) {
        double[] copy = new double[rows];
        for (int row = 0; row < rows; row++) {
            copy[row] = values[row * width + column];
        }
        return copy;
    }

    /**
     * The index of the largest number of each row.
     *
     * @param predictions row-major [n, k], finite
     * @param classes k, at least 1
     * @return [n] indices from 0 to k-1, the first of equal ones
     * @throws DataException if a prediction is not finite
     */
    public static int[] argmax(float[] predictions, int classes) {
        int[] best = new int[predictions.length / classes];
        for (int i = 0; i < best.length * classes; i++) {
            Pairs.checkPrediction(predictions[i], i);
            int row = i / classes;
            if (predictions[i] > predictions[row * classes + best[row]]) {
                best[row] = i % classes;
            }
        }
        return best;
    }

    /** Class indices, -1 for a missing label. */
    static int[] classIndices(Task task, float[] targets) {
        int[] indices = new int[targets.length];
        for (int i = 0; i < targets.length; i++) {
            boolean missing = Float.isNaN(targets[i]);
            int index = missing ? -1 : (int) targets[i];
            if (!missing && (index != targets[i] || index < 0 || index >= task.size())) {
                throw new DataException(
                        "target "
                                + i
                                + " of task '"
                                + task.name()
                                + "' is "
                                + targets[i]
                                + ", expected a class index from 0 to "
                                + (task.size() - 1)
                                + " or NaN",
                        "Check that the labels are those of the task.");
            }
            indices[i] = index;
        }
        return indices;
    }
}
