package org.burst4j.data.synth;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.burst4j.ConfigException;
import org.burst4j.data.Split;
import org.burst4j.metric.Scoring;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;

/**
 * What a predictor that knows the noise-free truth scores against the noisy labels: no honest model
 * does better, other than by chance.
 */
final class NoiseCeiling {
    private static final Map<SynthLayout, List<String>> TASKS =
            Map.of(
                    SynthLayout.AVB, List.of("high", "culture", "two", "type", "country"),
                    SynthLayout.EXVO, List.of("emotion", "age", "country"));

    private NoiseCeiling() {}

    /**
     * Computes the ceilings of all splits with the official metrics.
     *
     * @param layout which tasks the corpus has
     * @param clips all clips
     * @return scores by metric name (e.g. {@code high.ccc}), by split ({@code train}, {@code val},
     *     {@code test})
     */
    static Map<String, Map<String, Double>> of(SynthLayout layout, List<SynthClip> clips) {
        Map<String, Map<String, Double>> ceilings = new TreeMap<>();
        for (Split split : Split.values()) {
            List<SynthClip> ofSplit =
                    clips.stream().filter(clip -> clip.speaker().split() == split).toList();
            Map<String, Double> scores = new TreeMap<>();
            for (String name : TASKS.get(layout)) {
                Task task = Tasks.named(name);
                float[] predictions = values(task, ofSplit, SynthClip::truth, task.size());
                float[] targets = values(task, ofSplit, SynthClip::labels, task.targetWidth());
                scores.putAll(Scoring.headline(task, Scoring.score(task, predictions, targets)));
            }
            ceilings.put(split.word(), scores);
        }
        return ceilings;
    }

    private static float[] values(
            Task task, List<SynthClip> clips, Function<SynthClip, ClipLabels> side, int width) {
        float[] values = new float[clips.size() * width];
        for (int row = 0; row < clips.size(); row++) {
            List<Double> ofClip = values(task, clips.get(row), side.apply(clips.get(row)));
            if (task.kind() == TaskKind.CLASSES && width > 1) {
                values[row * width + ofClip.get(0).intValue()] = 1;
                continue;
            }
            for (int column = 0; column < width; column++) {
                values[row * width + column] = ofClip.get(column).floatValue();
            }
        }
        return values;
    }

    private static List<Double> values(Task task, SynthClip clip, ClipLabels labels) {
        return switch (task.name()) {
            case "high" -> labels.high();
            case "emotion" -> reordered(labels.high(), task.labels());
            case "culture" -> labels.culture();
            case "two" -> labels.two();
            case "age" -> List.of(labels.ageYears());
            case "type" -> List.of((double) task.labels().indexOf(labels.type().label()));
            case "country" -> List.of((double) clip.speaker().country());
            default ->
                    throw new ConfigException(
                            "task '" + task.name() + "' has no synthetic labels",
                            "Known tasks: " + TASKS + ".");
        };
    }

    private static List<Double> reordered(List<Double> high, List<String> names) {
        return names.stream().map(name -> high.get(Affect.EMOTIONS.indexOf(name))).toList();
    }
}
