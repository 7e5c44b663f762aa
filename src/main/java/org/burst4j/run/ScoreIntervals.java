package org.burst4j.run;

import java.util.List;
import java.util.Map;
import org.burst4j.metric.Bootstrap;
import org.burst4j.metric.Interval;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** How sure the scores of an evaluation are. */
public final class ScoreIntervals {
    private ScoreIntervals() {}

    /**
     * The 95 % bootstrap interval of each score, joint ones too, whole speakers resampled where all
     * are known and clips where not.
     *
     * @param tasks the tasks
     * @param result predictions and labels
     * @param seed seed of the draws
     * @return by key; without those that are unknown
     */
    public static Map<String, Interval> of(List<Task> tasks, EvaluationResult result, long seed) {
        Map<String, Interval> intervals =
                Bootstrap.intervals(
                        tasks,
                        result.predictions(),
                        result.targets(),
                        Speakers.ifAllKnown(result.clips()),
                        Bootstrap.DEFAULT_RESAMPLES,
                        seed);
        intervals.values().removeIf(interval -> !interval.known());
        return intervals;
    }
}
