package org.burst4j.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.metric.Chance;
import org.burst4j.metric.JointScores;
import org.burst4j.metric.Metric;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;
import org.burst4j.train.TaskWeights;
import org.burst4j.train.TrainerState;

/** Sums up a run: scores beside chance, noise ceiling and their uncertainty. */
record Summaries(RunConfig config, PreparedData data) {

    RunSummary of(
            EvaluationResult result,
            TrainerState last,
            TrainerState best,
            TaskWeights weights,
            boolean finished,
            long parameters) {
        List<Task> tasks = data.table().tasks();
        Map<String, List<Double>> intervals = new LinkedHashMap<>();
        Map<String, Double> chance = new LinkedHashMap<>();
        for (Task task : tasks) {
            for (Metric metric : Metric.of(task)) {
                String key = metric.key(task);
                chance.put(key, Chance.of(task, metric, result.targets().get(task.name())));
            }
        }
        ScoreIntervals.of(tasks, result, config.seed())
                .forEach((key, ends) -> intervals.put(key, List.of(ends.low(), ends.high())));
        // A CCC of 0 leaves the harmonic mean undefined: such a chance is left out.
        JointScores.of(chance).forEach((key, score) -> putDefined(chance, key, score));
        return new RunSummary(
                finished,
                result.headline(),
                intervals,
                chance,
                ceiling(data.table().root(), "val"),
                best.stage(),
                best.epochNumber(),
                best.globalEpoch(),
                last.globalEpoch(),
                last.globalStep(),
                last.elapsedSeconds(),
                Memory.peakMegabytes(),
                data.trainRecordings().size(),
                data.validationClips().size(),
                parameters,
                PerClipScores.of(tasks, result),
                PerClipScores.chance(tasks, data.trainRecordings(), result),
                PerClipScores.shown(tasks, config.model()).stream().map(Task::name).toList(),
                weights.weights(),
                weights.sigmas(),
                weights.ratio(),
                data.splitFromSeed(),
                RunSummary.Oversampled.of(config.data(), data),
                data.clipping().orElse(null));
    }

    private static void putDefined(Map<String, Double> scores, String key, double score) {
        if (!Double.isNaN(score)) {
            scores.put(key, score);
        }
    }

    /** What a synthetic corpus says of its labels' noise; empty for recorded data. */
    static Map<String, Double> ceiling(Path root, String split) {
        Path file = root.resolve("synth.json");
        Map<String, Double> ceiling = new LinkedHashMap<>();
        if (Files.isRegularFile(file)) {
            try {
                JsonNode node = new ObjectMapper().readTree(file.toFile());
                node.path("ceiling")
                        .path(split)
                        .properties()
                        .forEach(entry -> ceiling.put(entry.getKey(), entry.getValue().asDouble()));
            } catch (IOException e) {
                throw new DataException(
                        file + " cannot be read: " + e.getMessage(),
                        "Make the corpus again with 'synth'.",
                        e);
            }
        }
        JointScores.of(ceiling).forEach((key, score) -> putDefined(ceiling, key, score));
        return ceiling;
    }
}
