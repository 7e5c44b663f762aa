package org.burst4j.model;

import java.util.Arrays;
import java.util.List;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * A task as one net has it: the task, its settings, and what was measured on the training split.
 *
 * @param task the task
 * @param settings complete settings
 * @param low label value that the net sees as 0 (regression; 0 for classes)
 * @param high label value that the net sees as 1 (regression; 1 for classes)
 * @param classWeights weight of each class in the loss, K numbers; empty for regression
 */
public record TaskSpec(
        Task task, TaskSettings settings, double low, double high, List<Double> classWeights) {

    /** Copies the list. */
    public TaskSpec {
        classWeights = List.copyOf(classWeights);
    }

    /**
     * A regression task over labels from low to high.
     *
     * @param task the task
     * @param settings complete settings
     * @param low label value that the net sees as 0
     * @param high label value that the net sees as 1, above low
     * @return the specification
     */
    public static TaskSpec regression(Task task, TaskSettings settings, double low, double high) {
        return new TaskSpec(task, settings, low, high, List.of());
    }

    /**
     * A class task.
     *
     * @param task the task
     * @param settings complete settings
     * @param weights weight of each class, K numbers
     * @return the specification
     */
    public static TaskSpec classes(Task task, TaskSettings settings, double[] weights) {
        return new TaskSpec(task, settings, 0, 1, Arrays.stream(weights).boxed().toList());
    }

    /**
     * Whether the task chooses a class.
     *
     * @return false for regression
     */
    public boolean isClasses() {
        return task.kind() == TaskKind.CLASSES;
    }

    /**
     * The task's name.
     *
     * @return {@code task().name()}
     */
    public String name() {
        return task.name();
    }
}
