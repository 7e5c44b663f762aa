package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Clip;
import org.burst4j.metric.JointScores;
import org.burst4j.metric.Metric;
import org.burst4j.metric.Scoring;
import org.burst4j.metric.TaskScores;
import org.burst4j.task.Task;

/**
 * What a net makes of a set of clips.
 *
 * @param loss mean joined loss over the batches; NaN where no loss was computed
 * @param taskLosses mean of each task's own loss over the batches
 * @param clips the clips in the order of the predictions
 * @param predictions by task: scores or class probabilities, [clips, K] row by row
 * @param targets by task: labels as the data has them, NaN where missing, row by row
 * @param scores by task: the official scores
 * @param headline the official metric of each task, e.g. {@code high.ccc}, then the {@link
 *     JointScores} of all of them
 */
public record EvaluationResult(
        double loss,
        Map<String, Double> taskLosses,
        List<Clip> clips,
        Map<String, float[]> predictions,
        Map<String, float[]> targets,
        Map<String, TaskScores> scores,
        Map<String, Double> headline) {

    /**
     * Rates predictions.
     *
     * @param tasks the tasks
     * @param clips the clips
     * @param predictions by task, [clips, K] row by row
     * @param targets by task, row by row, NaN where missing
     * @param loss mean joined loss, or NaN
     * @param taskLosses mean loss of each task, or empty
     * @return the result with the official scores
     */
    public static EvaluationResult rate(
            List<Task> tasks,
            List<Clip> clips,
            Map<String, float[]> predictions,
            Map<String, float[]> targets,
            double loss,
            Map<String, Double> taskLosses) {
        Map<String, TaskScores> scores = new LinkedHashMap<>();
        Map<String, Double> headline = new LinkedHashMap<>();
        for (Task task : tasks) {
            TaskScores rated =
                    Scoring.score(task, predictions.get(task.name()), targets.get(task.name()));
            scores.put(task.name(), rated);
            headline.putAll(Scoring.headline(task, rated));
        }
        headline.putAll(JointScores.of(headline));
        return new EvaluationResult(
                loss, taskLosses, List.copyOf(clips), predictions, targets, scores, headline);
    }

    /**
     * The mean of the tasks' headline scores that are better when higher (CCC and UAR), NaN left
     * out; joint scores, which are made of them, do not count once more.
     *
     * @return the mean, NaN where there is none
     */
    public double meanScore() {
        return headline.entrySet().stream()
                .filter(entry -> Metric.higherBetter(entry.getKey()))
                .filter(entry -> !JointScores.isJoint(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}
