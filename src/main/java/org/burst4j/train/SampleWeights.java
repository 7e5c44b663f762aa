package org.burst4j.train;

import java.util.Arrays;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.model.TaskSpec;

/**
 * How much each clip of a batch counts in its loss.
 *
 * <p>Source: Hallmen et al. 2022, row +SW of Table I: "inversely proportional intra-batch weights"
 * by country; the mean of 1 keeps the size of the loss.
 */
final class SampleWeights {
    private SampleWeights() {}

    /**
     * Checks that clips can be weighed by a task.
     *
     * @param task its name, or null for none
     * @throws ConfigException if it is no class task of the net
     */
    static void requireTask(String task, List<TaskSpec> tasks) {
        List<String> known =
                tasks.stream().filter(TaskSpec::isClasses).map(TaskSpec::name).toList();
        if (task != null && !known.contains(task)) {
            throw new ConfigException(
                    "train.sampleWeights is '" + task + "', which is no class task of the run",
                    "Its class tasks: " + known + ".");
        }
    }

    /** All clips alike: B ones. */
    static float[] equal(int clips) {
        float[] weights = new float[clips];
        Arrays.fill(weights, 1);
        return weights;
    }

    /**
     * Weights inverse to the number of the batch's clips of the same class, with mean 1: {@code w_n
     * = N / (C count(class_n))} for N clips of known class and C classes that occur. A clip of
     * unknown class weighs 1.
     *
     * @param classes class of each clip, NaN where unknown [B]
     * @return weights above 0 [B]
     */
    static float[] inverse(float[] classes) {
        float[] weights = equal(classes.length);
        int most = 0;
        int known = 0;
        for (float label : classes) {
            if (!Float.isNaN(label)) {
                most = Math.max(most, (int) label);
                known++;
            }
        }
        int[] counts = new int[most + 1];
        for (float label : classes) {
            if (!Float.isNaN(label)) {
                counts[(int) label]++;
            }
        }
        long occurring = Arrays.stream(counts).filter(count -> count > 0).count();
        for (int row = 0; row < classes.length; row++) {
            if (!Float.isNaN(classes[row])) {
                weights[row] = (float) known / (occurring * counts[(int) classes[row]]);
            }
        }
        return weights;
    }
}
