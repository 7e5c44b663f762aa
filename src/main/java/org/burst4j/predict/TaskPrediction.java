package org.burst4j.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * What a model says of a clip for one task.
 *
 * @param task the task
 * @param scores for regression: the predicted value of each label, in label units (0 to 1 for
 *     emotions, years for age); for classes: the probability of each class, summing to 1
 */
public record TaskPrediction(Task task, Map<String, Float> scores) {

    /** Copies the scores, in their order. */
    public TaskPrediction {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    static TaskPrediction of(Task task, float[] values) {
        Map<String, Float> scores = new LinkedHashMap<>();
        for (int k = 0; k < task.size(); k++) {
            scores.put(task.labels().get(k), values[k]);
        }
        return new TaskPrediction(task, scores);
    }

    /**
     * One score.
     *
     * @param label a label or class of the task
     * @return its value
     * @throws ModelException if the task has no such label
     */
    public float score(String label) {
        Float value = scores.get(label);
        if (value == null) {
            throw new ModelException(
                    "task '" + task.name() + "' has no label '" + label + "'",
                    "Its labels: " + task.labels() + ".");
        }
        return value;
    }

    /**
     * All scores in the order of the task's labels.
     *
     * @return a new array of K numbers
     */
    public float[] values() {
        float[] values = new float[scores.size()];
        int k = 0;
        for (float score : scores.values()) {
            values[k++] = score;
        }
        return values;
    }

    /**
     * The label with the highest score: the predicted class, or the strongest emotion.
     *
     * @return the label; the first of equals
     */
    public String top() {
        String best = null;
        for (Map.Entry<String, Float> entry : scores.entrySet()) {
            if (best == null || entry.getValue() > scores.get(best)) {
                best = entry.getKey();
            }
        }
        return best;
    }

    /**
     * Whether {@link #top()} is a predicted class.
     *
     * @return false for regression
     */
    public boolean isClass() {
        return task.kind() == TaskKind.CLASSES;
    }
}
