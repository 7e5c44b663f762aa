package org.burst4j.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Clip;
import org.burst4j.metric.Bootstrap;
import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** How sure the scores of an evaluation are. */
public final class ScoreIntervals {
    private ScoreIntervals() {}

    /**
     * The 95 % bootstrap interval of each score, whole speakers resampled where all are known and
     * clips where not.
     *
     * @param tasks the tasks
     * @param result predictions and labels
     * @param seed seed of the draws
     * @return by metric key; without those that are unknown
     */
    public static Map<String, Interval> of(List<Task> tasks, EvaluationResult result, long seed) {
        List<Clip> clips = result.clips();
        boolean known = clips.stream().allMatch(clip -> clip.speaker() != null);
        List<String> groups = known ? clips.stream().map(Clip::speaker).toList() : List.of();
        Map<String, Interval> intervals = new LinkedHashMap<>();
        for (Task task : tasks) {
            for (Metric metric : Metric.of(task)) {
                Interval interval =
                        Bootstrap.interval(
                                task,
                                metric,
                                result.predictions().get(task.name()),
                                result.targets().get(task.name()),
                                groups,
                                Bootstrap.DEFAULT_RESAMPLES,
                                seed);
                if (interval.known()) {
                    intervals.put(metric.key(task), interval);
                }
            }
        }
        return intervals;
    }
}
