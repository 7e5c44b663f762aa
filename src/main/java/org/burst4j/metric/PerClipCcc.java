package org.burst4j.metric;

import java.util.Arrays;
import java.util.List;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * The validation "CCC" of the released code of Hallmen et al. 2022: that of each clip across its
 * own outputs ({@link Ccc#perClip}), averaged over clips, which is 1 less the mean of their loss.
 *
 * <p>It is not the challenge's metric and never stands in for it. It rewards that a clip's outputs
 * stand in the right relation to each other, so that even one constant answer for all clips, which
 * scores 0 officially, scores above 0; and k outputs predicted perfectly score only (k-1)/k.
 */
public final class PerClipCcc {
    /** What follows the task's name in the names under which files hold it. */
    public static final String SUFFIX = ".ccc_per_clip";

    private PerClipCcc() {}

    /**
     * Whether a task has it.
     *
     * @param task the task
     * @return true for regression with at least two outputs
     */
    public static boolean applies(Task task) {
        return task.kind() == TaskKind.REGRESSION && task.size() >= 2;
    }

    /**
     * The name under which files hold it.
     *
     * @param task the task
     * @return e.g. {@code high.ccc_per_clip}
     */
    public static String key(Task task) {
        return task.name() + SUFFIX;
    }

    /**
     * The mean over clips.
     *
     * @param task a task that {@link #applies}
     * @param predictions row-major [n, k], finite
     * @param targets row-major [n, k], NaN where a label is missing
     * @return the mean over the clips whose CCC is defined, -1 to (k-1)/k; NaN if there is none or
     *     the task has no such score
     * @throws org.burst4j.DataException if the sizes do not fit or a prediction is not finite
     */
    public static double of(Task task, float[] predictions, float[] targets) {
        if (!applies(task)) {
            return Double.NaN;
        }
        Scoring.clips(task, predictions, targets);
        double[] scores = Ccc.perClip(doubles(predictions), doubles(targets), task.size());
        List<Double> boxed = Arrays.stream(scores).boxed().toList();
        return Pairs.meanOfDefined(boxed);
    }

    /**
     * What one answer for all clips scores, e.g. the mean labels of the training clips.
     *
     * @param task a task that {@link #applies}
     * @param answer [k]; NaN leaves an output out
     * @param targets row-major [n, k], NaN where a label is missing
     * @return as {@link #of}
     * @throws org.burst4j.DataException if the sizes do not fit
     */
    public static double ofConstant(Task task, float[] answer, float[] targets) {
        if (!applies(task)) {
            return Double.NaN;
        }
        float[] predictions = new float[targets.length];
        float[] known = targets.clone();
        for (int i = 0; i < targets.length; i++) {
            float value = answer[i % answer.length];
            predictions[i] = Float.isNaN(value) ? 0 : value;
            known[i] = Float.isNaN(value) ? Float.NaN : known[i];
        }
        return of(task, predictions, known);
    }

    /**
     * The mean of each label.
     *
     * @param task a regression task
     * @param targets row-major [n, k], NaN where a label is missing
     * @return [k], NaN for an output without labels
     */
    public static float[] meanLabels(Task task, float[] targets) {
        int width = task.targetWidth();
        float[] means = new float[width];
        for (int k = 0; k < width; k++) {
            double[] column = Scoring.column(targets, k, width, targets.length / width);
            means[k] =
                    (float)
                            Arrays.stream(column)
                                    .filter(label -> !Double.isNaN(label))
                                    .average()
                                    .orElse(Double.NaN);
        }
        return means;
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }
}
