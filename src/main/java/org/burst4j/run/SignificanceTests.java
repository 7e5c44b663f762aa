package org.burst4j.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.burst4j.metric.Scoring;
import org.burst4j.metric.compare.CochranQ;
import org.burst4j.metric.compare.McNemar;
import org.burst4j.metric.compare.TTest;
import org.burst4j.metric.compare.TestResult;
import org.burst4j.run.SignificanceSettings.On;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * What is tested of a task.
 *
 * <ul>
 *   <li>Classes: which clips each model has right. If fewer than 25 clips tell the two models
 *       apart, too few for the chi-square of a Q, McNemar's exact test; else, and always as in the
 *       papers, that is where regression is tested on predictions, Cochran's Q, which for two
 *       models is McNemar's test without continuity correction.
 *   <li>Regression on errors: for each clip the mean of |prediction - label| over the outputs that
 *       have a label.
 *   <li>Regression on predictions: the predicted values wherever there is a label, those of all
 *       outputs together.
 * </ul>
 *
 * Clips without a label are left out.
 */
final class SignificanceTests {
    /** Chi-square tests of two models want at least as many clips that tell them apart. */
    private static final int FEW_DIFFERENT = 25;

    private SignificanceTests() {}

    /** The test of one task, its t above 0 where the second model's values are the larger. */
    static TestResult of(
            Task task,
            float[] reference,
            float[] other,
            float[] targets,
            SignificanceSettings settings) {
        if (task.kind() == TaskKind.CLASSES) {
            return classes(right(task, reference, targets), right(task, other, targets), settings);
        }
        boolean errors = settings.on() == On.ERRORS;
        double[] ours = errors ? errors(task, reference, targets) : labelled(reference, targets);
        double[] theirs = errors ? errors(task, other, targets) : labelled(other, targets);
        if (settings.paired()) {
            return TTest.paired(theirs, ours);
        }
        return settings.welch() ? TTest.welch(theirs, ours) : TTest.student(theirs, ours);
    }

    private static TestResult classes(
            boolean[] ours, boolean[] theirs, SignificanceSettings settings) {
        McNemar counts = McNemar.of(ours, theirs);
        boolean few = counts.onlyFirst() + counts.onlySecond() < FEW_DIFFERENT;
        return few && ours.length > 0 && settings.on() == On.ERRORS
                ? counts.exact()
                : CochranQ.of(List.of(ours, theirs));
    }

    /** What the test is on, in a word. */
    static String on(Task task, SignificanceSettings settings) {
        return task.kind() == TaskKind.CLASSES
                ? "correct"
                : settings.on().name().toLowerCase(Locale.ROOT);
    }

    /** Of each labelled clip whether its class is found. */
    static boolean[] right(Task task, float[] predictions, float[] targets) {
        int[] predicted = Scoring.argmax(predictions, task.size());
        boolean[] right = new boolean[targets.length];
        int count = 0;
        for (int clip = 0; clip < targets.length; clip++) {
            if (!Float.isNaN(targets[clip])) {
                right[count++] = predicted[clip] == (int) targets[clip];
            }
        }
        return Arrays.copyOf(right, count);
    }

    /** Of each clip the mean absolute error over its labelled outputs; NaN if it has none. */
    static double[] errors(Task task, float[] predictions, float[] targets) {
        int outputs = task.size();
        double[] errors = new double[targets.length / outputs];
        for (int clip = 0; clip < errors.length; clip++) {
            double sum = 0;
            int count = 0;
            for (int i = clip * outputs; i < (clip + 1) * outputs; i++) {
                if (!Float.isNaN(targets[i])) {
                    sum += Math.abs((double) predictions[i] - targets[i]);
                    count++;
                }
            }
            errors[clip] = sum / count;
        }
        return errors;
    }

    /** The predicted values, NaN where there is no label. */
    private static double[] labelled(float[] predictions, float[] targets) {
        double[] values = new double[predictions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isNaN(targets[i]) ? Double.NaN : predictions[i];
        }
        return values;
    }
}
