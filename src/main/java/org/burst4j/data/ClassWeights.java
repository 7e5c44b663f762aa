package org.burst4j.data;

import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** Weights against unequal numbers of clips a class. */
public final class ClassWeights {
    private ClassWeights() {}

    /**
     * Counts the clips of every class.
     *
     * @param clips the clips, those without a label of this task are not counted
     * @param task a task of kind classes
     * @return one count a class
     * @throws ConfigException if the task has no classes
     */
    public static int[] counts(List<Clip> clips, Task task) {
        if (task.kind() != TaskKind.CLASSES) {
            throw new ConfigException(
                    "task '" + task.name() + "' has no classes to count",
                    "Ask for class weights only of tasks of kind classes.");
        }
        int[] counts = new int[task.size()];
        for (Clip clip : clips) {
            clip.target(task.name()).ifPresent(target -> counts[(int) target[0]]++);
        }
        return counts;
    }

    /**
     * Weights in inverse proportion to the counts, with sum 1: {@code w_c = (1/n_c) / sum_k(1/n_k)}
     * (Hallmen et al. 2022, section on class weights).
     *
     * @param counts clips of every class; a class without clips gets the weight 0
     * @return one weight a class; all 0 if there are no clips at all
     */
    public static double[] inverseFrequency(int[] counts) {
        double sum = 0;
        for (int count : counts) {
            sum += count > 0 ? 1.0 / count : 0;
        }
        double[] weights = new double[counts.length];
        for (int index = 0; index < counts.length; index++) {
            weights[index] = counts[index] > 0 ? 1.0 / counts[index] / sum : 0;
        }
        return weights;
    }
}
