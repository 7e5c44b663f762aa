package org.burst4j.run.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;
import org.burst4j.run.RunFolder;

/**
 * What a run folder says of its run. It is read from its file, not taken from the run under way, so
 * that a table of old runs is the same as one of new runs.
 *
 * @param finished whether training ended by itself
 * @param scores official scores of the best model by metric key
 * @param intervals their 95 % intervals, where known
 * @param chance what each would be without listening
 * @param ceiling what the labels' noise allows; empty for recorded data
 * @param perClip per-clip CCC by metric key; empty where it was not computed
 * @param perClipChance per-clip CCC of the constant prediction by metric key; may be empty
 * @param bestStage stage of the best epoch
 * @param bestEpoch best epoch within its stage
 * @param trainSeconds time of training
 * @param weightRatio how many times as much the heaviest task counts as the lightest at the best
 *     epoch; NaN with fewer than two learnt weights
 * @param splitFromSeed whether training and validation clips follow from the seed
 */
public record RunResult(
        boolean finished,
        Map<String, Double> scores,
        Map<String, Interval> intervals,
        Map<String, Double> chance,
        Map<String, Double> ceiling,
        Map<String, Double> perClip,
        Map<String, Double> perClipChance,
        int bestStage,
        int bestEpoch,
        double trainSeconds,
        double weightRatio,
        boolean splitFromSeed) {

    /** Copies the maps, keeping their order. */
    public RunResult {
        scores = ordered(scores);
        intervals = ordered(intervals);
        chance = ordered(chance);
        ceiling = ordered(ceiling);
        perClip = ordered(perClip);
        perClipChance = ordered(perClipChance);
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * Reads {@code summary.json}.
     *
     * @param folder the run folder
     * @return the result
     * @throws DataException if it is missing or broken
     */
    public static RunResult read(RunFolder folder) {
        JsonNode summary;
        try {
            summary = new ObjectMapper().readTree(folder.summary().toFile());
        } catch (IOException e) {
            throw new DataException(
                    folder.summary() + " cannot be read: " + e.getMessage(),
                    "Delete it and run the experiment again: the run then ends anew.",
                    e);
        }
        return new RunResult(
                summary.path("finished").asBoolean(),
                numbers(summary.path("val")),
                intervals(summary.path("interval")),
                numbers(summary.path("chance")),
                numbers(summary.path("ceiling")),
                byMetric(numbers(summary.path("perClip"))),
                byMetric(numbers(summary.path("chancePerClip"))),
                summary.path("bestStage").asInt(),
                summary.path("bestEpoch").asInt(),
                summary.path("trainSeconds").asDouble(),
                summary.path("taskWeightRatio").asDouble(Double.NaN),
                summary.path("splitFromSeed").asBoolean());
    }

    private static Map<String, Double> numbers(JsonNode node) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        node.properties()
                .forEach(
                        entry -> {
                            // Jackson writes NaN as a word.
                            if (entry.getValue().isNumber()) {
                                numbers.put(entry.getKey(), entry.getValue().doubleValue());
                            }
                        });
        return numbers;
    }

    /** Per-clip figures have the task's name; here they stand beside its CCC. */
    private static Map<String, Double> byMetric(Map<String, Double> byTask) {
        Map<String, Double> figures = new LinkedHashMap<>();
        byTask.forEach((task, figure) -> figures.put(task + "." + Metric.CCC.suffix(), figure));
        return figures;
    }

    private static Map<String, Interval> intervals(JsonNode node) {
        Map<String, Interval> intervals = new LinkedHashMap<>();
        node.properties()
                .forEach(
                        entry ->
                                intervals.put(
                                        entry.getKey(),
                                        new Interval(
                                                entry.getValue().path(0).asDouble(Double.NaN),
                                                entry.getValue().path(1).asDouble(Double.NaN))));
        return intervals;
    }
}
