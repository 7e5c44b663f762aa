package org.burst4j.report;

import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;
import org.burst4j.metric.TaskScores;
import org.burst4j.task.Task;

/**
 * How well one task was learned.
 *
 * @param task the task
 * @param scores the best model's scores on the clips that the report is about
 * @param chance what the first of {@link Metric#of(Task)} would be for one who has not listened;
 *     NaN if unknown
 * @param interval 95 % interval of the same metric, {@link Interval#UNKNOWN} if unknown
 * @param perClip {@link org.burst4j.metric.PerClipCcc} of the same predictions, to be shown beside
 *     the metric; NaN if it is not to be shown
 * @param chancePerClip the same of a constant answer; NaN if unknown
 */
public record TaskReport(
        Task task,
        TaskScores scores,
        double chance,
        Interval interval,
        double perClip,
        double chancePerClip) {
    /**
     * A report that shows no score per clip.
     *
     * @param task the task
     * @param scores the best model's scores
     * @param chance the metric without listening
     * @param interval its 95 % interval
     */
    public TaskReport(Task task, TaskScores scores, double chance, Interval interval) {
        this(task, scores, chance, interval, Double.NaN, Double.NaN);
    }

    /**
     * The metric that the task is ranked by.
     *
     * @return the first of {@link Metric#of(Task)}
     */
    public Metric metric() {
        return Metric.of(task).get(0);
    }

    /**
     * The value of {@link #metric()}.
     *
     * @return the score, NaN if undefined
     */
    public double score() {
        return scores.value(metric());
    }

    /**
     * Whether the whole interval is on the better side of chance.
     *
     * @return false too if interval or chance is unknown
     */
    public boolean clearOfChance() {
        return metric().higherBetter() ? interval.low() > chance : interval.high() < chance;
    }
}
