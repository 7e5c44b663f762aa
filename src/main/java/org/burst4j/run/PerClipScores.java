package org.burst4j.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Clip;
import org.burst4j.metric.PerClipCcc;
import org.burst4j.model.CccAxis;
import org.burst4j.model.ModelSettings;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** The CCC across each clip's outputs, for the tasks of a run. */
final class PerClipScores {
    private PerClipScores() {}

    /** The tasks in whose tables and pages it stands beside the official CCC: cccAxis is clip. */
    static List<Task> shown(List<Task> tasks, ModelSettings settings) {
        return tasks.stream()
                .filter(PerClipCcc::applies)
                .filter(task -> settings.of(task.name()).cccAxis() == CccAxis.CLIP)
                .toList();
    }

    /** By task name, of the tasks that have one. */
    static Map<String, Double> of(List<Task> tasks, EvaluationResult result) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (PerClipCcc.applies(task)) {
                String name = task.name();
                scores.put(
                        name,
                        PerClipCcc.of(
                                task, result.predictions().get(name), result.targets().get(name)));
            }
        }
        return scores;
    }

    /** What the mean labels of the training clips score on the rated ones, by task name. */
    static Map<String, Double> chance(
            List<Task> tasks, List<Clip> training, EvaluationResult result) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (PerClipCcc.applies(task)) {
                float[] answer = PerClipCcc.meanLabels(task, Evaluation.targets(task, training));
                scores.put(
                        task.name(),
                        PerClipCcc.ofConstant(task, answer, result.targets().get(task.name())));
            }
        }
        return scores;
    }
}
