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
import org.burst4j.data.Clip;
import org.burst4j.metric.Bootstrap;
import org.burst4j.metric.Chance;
import org.burst4j.metric.Interval;
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
                Interval interval = interval(task, metric, result, config.seed());
                if (interval.known()) {
                    intervals.put(key, List.of(interval.low(), interval.high()));
                }
            }
        }
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
                data.trainClips().size(),
                data.validationClips().size(),
                parameters,
                PerClipScores.of(tasks, result),
                PerClipScores.chance(tasks, data.trainClips(), result),
                PerClipScores.shown(tasks, config.model()).stream().map(Task::name).toList(),
                weights.weights(),
                weights.sigmas(),
                weights.ratio(),
                data.splitFromSeed());
    }

    /** The interval of one score, whole speakers resampled where all are known. */
    static Interval interval(Task task, Metric metric, EvaluationResult result, long seed) {
        List<Clip> clips = result.clips();
        boolean known = clips.stream().allMatch(clip -> clip.speaker() != null);
        List<String> groups = known ? clips.stream().map(Clip::speaker).toList() : List.of();
        return Bootstrap.interval(
                task,
                metric,
                result.predictions().get(task.name()),
                result.targets().get(task.name()),
                groups,
                Bootstrap.DEFAULT_RESAMPLES,
                seed);
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
        return ceiling;
    }
}
