package org.burst4j.run.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.burst4j.file.AtomicFiles;
import org.burst4j.metric.Interval;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.ScoreIntervals;
import org.burst4j.train.EvaluationResult;

/**
 * {@code scores.json} of an ensemble.
 *
 * @param members by the member's run folder, relative to the experiment's: the SHA-256 of the
 *     predictions that were joined
 * @param clips number of clips
 * @param scores official metrics and joint scores by key; undefined ones are left out
 * @param intervals 95 % bootstrap interval [low, high] of each, where known
 */
public record EnsembleScores(
        Map<String, String> members,
        int clips,
        Map<String, Double> scores,
        Map<String, List<Double>> intervals) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Copies the maps, keeping their order. */
    public EnsembleScores {
        members = ordered(members);
        scores = ordered(scores);
        intervals = ordered(intervals);
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** Rates joined predictions. */
    static EnsembleScores of(Map<String, String> members, PredictionSet joined, long seed) {
        EvaluationResult result = joined.result();
        Map<String, Double> scores = new LinkedHashMap<>(result.headline());
        scores.values().removeIf(score -> score.isNaN());
        Map<String, List<Double>> intervals = new LinkedHashMap<>();
        ScoreIntervals.of(joined.tasks(), result, seed)
                .forEach((key, ends) -> intervals.put(key, List.of(ends.low(), ends.high())));
        return new EnsembleScores(members, result.clips().size(), scores, intervals);
    }

    /** The intervals as such. */
    Map<String, Interval> asIntervals() {
        Map<String, Interval> all = new LinkedHashMap<>();
        intervals.forEach((key, ends) -> all.put(key, new Interval(ends.get(0), ends.get(1))));
        return all;
    }

    static EnsembleScores read(Path file) {
        try {
            return JSON.readValue(file.toFile(), EnsembleScores.class);
        } catch (IOException e) {
            throw new DataException(
                    file + " cannot be read: " + e.getMessage(),
                    "Delete it: the ensemble is then joined again.",
                    e);
        }
    }

    void write(Path file) {
        try {
            AtomicFiles.write(file, JSON.writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new EnvironmentException(file + " cannot be put into JSON", "", e);
        }
    }
}
