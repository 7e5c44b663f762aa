package org.burst4j.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.ClassWeights;
import org.burst4j.data.Clip;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.TaskSpec;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** Derives from the training clips what a net must know of its tasks. */
final class TaskSpecs {
    private TaskSpecs() {}

    /**
     * One specification a task: class weights from the training counts, label ranges from the task
     * or else from the training labels.
     */
    static List<TaskSpec> of(List<Task> tasks, ModelSettings settings, List<Clip> train) {
        for (String name : settings.perTask().keySet()) {
            if (tasks.stream().noneMatch(task -> task.name().equals(name))) {
                throw new ConfigException(
                        "model.perTask names the task '" + name + "', which the run does not have",
                        "Its tasks: " + tasks.stream().map(Task::name).toList() + ".");
            }
        }
        List<TaskSpec> specs = new ArrayList<>();
        for (Task task : tasks) {
            TaskSettings own = settings.of(task.name());
            specs.add(
                    task.kind() == TaskKind.CLASSES
                            ? TaskSpec.classes(task, own, weights(task, own, train))
                            : regression(task, own, train));
        }
        return specs;
    }

    private static double[] weights(Task task, TaskSettings settings, List<Clip> train) {
        int[] counts = ClassWeights.counts(train, task);
        if (Arrays.stream(counts).filter(count -> count > 0).count() < 2) {
            throw new DataException(
                    "task '"
                            + task.name()
                            + "' has fewer than two classes in the training split: "
                            + Arrays.toString(counts),
                    "Leave the task out with data.tasks, or train on more clips.");
        }
        double[] sumOfOne;
        if (settings.classWeights()) {
            sumOfOne = ClassWeights.inverseFrequency(counts);
        } else {
            sumOfOne = new double[task.size()];
            Arrays.fill(sumOfOne, 1.0 / task.size());
        }
        double factor = settings.classWeightScale().factor(task.size());
        return Arrays.stream(sumOfOne).map(weight -> weight * factor).toArray();
    }

    private static TaskSpec regression(Task task, TaskSettings settings, List<Clip> train) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Clip clip : train) {
            Optional<float[]> labels = clip.target(task.name());
            if (labels.isPresent()) {
                for (float label : labels.get()) {
                    if (!Float.isNaN(label)) {
                        low = Math.min(low, label);
                        high = Math.max(high, label);
                    }
                }
            }
        }
        if (!(high > low)) {
            throw new DataException(
                    "task '" + task.name() + "' has no two different labels in the training split",
                    "Leave the task out with data.tasks, or train on more clips.");
        }
        boolean bounded = Double.isFinite(task.minimum()) && Double.isFinite(task.maximum());
        return bounded
                ? TaskSpec.regression(task, settings, task.minimum(), task.maximum())
                : TaskSpec.regression(task, settings, low, high);
    }
}
