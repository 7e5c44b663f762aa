package org.burst4j.report;

import java.util.Map;
import org.burst4j.metric.Interval;

/**
 * What one run scored.
 *
 * @param seed the run's seed as a word; empty where there is none
 * @param scores by metric key, e.g. {@code high.ccc}
 * @param intervals 95 % intervals by metric key, where known
 * @param perClip CCC of each clip across its outputs, averaged over clips, by metric key; empty
 *     where it was not computed
 * @param report the run's page relative to the table's folder, with slashes; null if there is none
 */
public record SeedScores(
        String seed,
        Map<String, Double> scores,
        Map<String, Interval> intervals,
        Map<String, Double> perClip,
        String report) {

    /** Copies the maps, keeping their order. */
    public SeedScores {
        scores = EpochRow.ordered(scores);
        intervals = EpochRow.ordered(intervals);
        perClip = EpochRow.ordered(perClip);
    }
}
