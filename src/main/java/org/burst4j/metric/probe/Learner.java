package org.burst4j.metric.probe;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** The labels of a task's clips, and how a linear model of them is learnt and judged. */
@SuppressWarnings("ArrayRecordComponent") // Package-private carrier, never compared.
record Learner(Task task, double[][] targets) {
    private boolean hasClasses() {
        return task.kind() == TaskKind.CLASSES;
    }

    private int[] classes(int[] rows) {
        return Arrays.stream(rows).map(row -> (int) targets[row][0]).toArray();
    }

    /** What folds are balanced by: the classes, or nothing. */
    int[] strata(int[] rows) {
        return hasClasses() ? classes(rows) : new int[rows.length];
    }

    /** A fit of the rows; the features are those of the rows alone. */
    Fit fit(double[][] features, int[] rows) {
        return hasClasses()
                ? new LogisticFit(features, classes(rows), task.size())
                : new RidgeFit(features, rows(targets, rows));
    }

    /**
     * The loss of outputs for held-out rows: cross-entropy in which the classes weigh alike, or the
     * squared error of each output relative to its variance. Classes that the model has not learnt
     * do not count.
     *
     * @param outputs of the held-out rows
     * @param heldOut the held-out rows
     * @param learnt the rows that the model has learnt
     */
    double loss(double[][] outputs, int[] heldOut, int[] learnt) {
        return hasClasses()
                ? crossEntropy(outputs, classes(heldOut), classes(learnt))
                : relativeError(outputs, heldOut);
    }

    private double crossEntropy(double[][] outputs, int[] classes, int[] learnt) {
        boolean[] present = new boolean[task.size()];
        Arrays.stream(learnt).forEach(index -> present[index] = true);
        int[] known = IntStream.range(0, classes.length).filter(i -> present[classes[i]]).toArray();
        int[] truths = Arrays.stream(known).map(i -> classes[i]).toArray();
        double[] weights = LogisticFit.balanced(truths, task.size());
        double loss = 0;
        for (int i = 0; i < known.length; i++) {
            double[] logits = outputs[known[i]].clone();
            loss += weights[i] * Softmax.lossAndGradient(logits, truths[i], present);
        }
        return loss;
    }

    private double relativeError(double[][] outputs, int[] heldOut) {
        double loss = 0;
        for (int k = 0; k < task.size(); k++) {
            double mean = 0;
            for (double[] row : targets) {
                mean += row[k] / targets.length;
            }
            double variance = 0;
            for (double[] row : targets) {
                variance += (row[k] - mean) * (row[k] - mean) / targets.length;
            }
            double error = 0;
            for (int i = 0; i < heldOut.length; i++) {
                double gap = outputs[i][k] - targets[heldOut[i]][k];
                error += gap * gap / heldOut.length;
            }
            loss += variance > 0 ? error / variance : 0;
        }
        return loss;
    }

    static double[][] rows(double[][] values, int[] rows) {
        return Arrays.stream(rows).mapToObj(row -> values[row]).toArray(double[][]::new);
    }
}
