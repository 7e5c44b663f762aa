package org.burst4j.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.metric.Interval;
import org.burst4j.metric.JointScore;
import org.burst4j.metric.JointScores;
import org.burst4j.metric.Metric;

/**
 * All that a report tells about a run.
 *
 * @param title what the run is called, plain text
 * @param facts name and value of what a reader wants to know first, in the order to show them, e.g.
 *     encoder, clips, parameters, seed, times
 * @param epochs the epochs in their order; may be empty, e.g. for an evaluation
 * @param tasks the tasks in the order to show them
 * @param ceiling the best score that the labels' noise allows, by metric name, e.g. {@code
 *     high.ccc}; empty where it is not known, as for recorded data
 * @param jointIntervals 95 % intervals of joint scores by key, where known; those of tasks are in
 *     their reports
 * @param figures distributions of the clips, in the order to show them; may be empty
 */
public record RunReport(
        String title,
        Map<String, String> facts,
        List<EpochRow> epochs,
        List<TaskReport> tasks,
        Map<String, Double> ceiling,
        Map<String, Interval> jointIntervals,
        List<BarFigure> figures) {

    /** Copies the collections, keeping their order. */
    public RunReport {
        facts = EpochRow.ordered(facts);
        epochs = List.copyOf(epochs);
        tasks = List.copyOf(tasks);
        ceiling = EpochRow.ordered(ceiling);
        jointIntervals = EpochRow.ordered(jointIntervals);
        figures = List.copyOf(figures);
    }

    /**
     * A report without figures of the clips and without intervals of joint scores.
     *
     * @param title what the run is called
     * @param facts name and value of what a reader wants to know first
     * @param epochs the epochs in their order
     * @param tasks the tasks in the order to show them
     * @param ceiling the best score that the labels' noise allows, by metric name
     */
    public RunReport(
            String title,
            Map<String, String> facts,
            List<EpochRow> epochs,
            List<TaskReport> tasks,
            Map<String, Double> ceiling) {
        this(title, facts, epochs, tasks, ceiling, Map.of(), List.of());
    }

    /**
     * The ceiling of a task's ranking metric.
     *
     * @param task a task of this report
     * @return the best possible score, NaN if unknown
     */
    public double ceilingOf(TaskReport task) {
        return ceiling.getOrDefault(task.metric().key(task.task()), Double.NaN);
    }

    /**
     * How much of the way from chance to the ceiling a task's score has gone.
     *
     * @param task a task of this report
     * @return 0 at chance, 1 at the ceiling, also beyond both; NaN if one of the three is unknown
     */
    public double shareOfCeiling(TaskReport task) {
        return (task.score() - task.chance()) / (ceilingOf(task) - task.chance());
    }

    /**
     * The scores that join tasks of this report.
     *
     * @return by {@link JointScore}: score, interval, chance and ceiling, each NaN where it is
     *     unknown or undefined
     */
    Map<JointScore, JointNumbers> joint() {
        Map<String, Double> scores = new LinkedHashMap<>();
        Map<String, Double> chances = new LinkedHashMap<>();
        for (TaskReport task : tasks) {
            chances.put(task.metric().key(task.task()), task.chance());
            for (Metric metric : Metric.of(task.task())) {
                scores.put(metric.key(task.task()), task.scores().value(metric));
            }
        }
        Map<JointScore, JointNumbers> joint = new LinkedHashMap<>();
        for (JointScore score : JointScores.all()) {
            if (score.isOf(scores)) {
                joint.put(
                        score,
                        new JointNumbers(
                                score.of(scores),
                                jointIntervals.getOrDefault(score.key(), Interval.UNKNOWN),
                                score.of(chances),
                                ceiling.getOrDefault(score.key(), Double.NaN)));
            }
        }
        return joint;
    }

    /** A joint score and its bounds. */
    record JointNumbers(double score, Interval interval, double chance, double ceiling) {
        double shareOfCeiling() {
            return (score - chance) / (ceiling - chance);
        }
    }
}
