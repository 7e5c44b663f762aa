package org.burst4j.metric.probe;

import java.util.List;

/**
 * What a linear model reads off features for one task.
 *
 * @param clips clips with labels
 * @param speakers their speakers
 * @param scores the metrics of the task, the one it is ranked by first
 * @param penalties the penalty that each fold took
 */
public record ProbeResult(
        int clips, int speakers, List<ProbeScore> scores, List<Double> penalties) {
    /** Copies the lists. */
    public ProbeResult {
        scores = List.copyOf(scores);
        penalties = List.copyOf(penalties);
    }

    /**
     * The score that the task is ranked by.
     *
     * @return the first of the scores
     */
    public ProbeScore headline() {
        return scores.get(0);
    }
}
