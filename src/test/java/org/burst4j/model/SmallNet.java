package org.burst4j.model;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** A net of width 16 with one task of each sort, and batches of noise for it. */
public final class SmallNet {
    public static final int WIDTH = 16;
    public static final int HEAD_UNITS = 8;
    public static final int SAMPLES = 1200;
    public static final Task EMOTIONS =
            new Task(
                    "emotions",
                    TaskKind.REGRESSION,
                    List.of("Awe", "Fear", "Joy"),
                    List.of(),
                    0,
                    1);
    public static final Task AGE =
            new Task(
                    "age",
                    TaskKind.REGRESSION,
                    List.of("years"),
                    List.of(),
                    Double.NaN,
                    Double.NaN);
    public static final Task KIND =
            new Task("kind", TaskKind.CLASSES, List.of("Cry", "Gasp", "Laugh"), List.of(), 0, 0);
    public static final List<Task> TASKS = List.of(EMOTIONS, AGE, KIND);

    private SmallNet() {}

    public static Path encoderFile() {
        try {
            return Path.of(
                    SmallNet.class.getResource("/org/burst4j/onnx/tiny-opset17.onnx").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ModelSettings settings(WeightingRule weighting) {
        return new ModelSettings(
                HEAD_UNITS, PoolingRule.VALID, weighting, TaskSettings.DEFAULTS, Map.of());
    }

    /** Emotions in 0 to 1, age in 18 to 60, three kinds of equal weight. */
    public static List<TaskSpec> specs(ModelSettings settings) {
        return List.of(
                TaskSpec.regression(EMOTIONS, settings.of("emotions"), 0, 1),
                TaskSpec.regression(AGE, settings.of("age"), 18, 60),
                TaskSpec.classes(
                        KIND, settings.of("kind"), new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3}));
    }

    public static MultitaskNet net(OnnxEncoder encoder, WeightingRule weighting) {
        ModelSettings settings = settings(weighting);
        return new MultitaskNet(encoder, settings, specs(settings));
    }

    /** A batch of noise, all labels there. */
    public static Batch batch(int clips, long seed) {
        Random random = new Random(seed);
        float[] values = new float[clips * SAMPLES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        int[] lengths = new int[clips];
        float[] emotions = new float[clips * EMOTIONS.size()];
        float[] ages = new float[clips];
        float[] kinds = new float[clips];
        for (int i = 0; i < emotions.length; i++) {
            emotions[i] = random.nextFloat();
        }
        List<Clip> named = new java.util.ArrayList<>();
        for (int row = 0; row < clips; row++) {
            lengths[row] = SAMPLES - 100 * (row % 3);
            ages[row] = 18 + random.nextInt(43);
            kinds[row] = row % KIND.size();
            String id = "clip" + seed + "-" + row;
            named.add(new Clip(id, Path.of(id + ".wav"), Split.TRAIN, null, Map.of()));
            for (int s = lengths[row]; s < SAMPLES; s++) {
                values[row * SAMPLES + s] = 0;
            }
        }
        Map<String, float[]> targets = new LinkedHashMap<>();
        targets.put("emotions", emotions);
        targets.put("age", ages);
        targets.put("kind", kinds);
        return new Batch(named, SAMPLES, values, lengths, targets);
    }

    /** The same batch without the labels of one task. */
    public static Batch without(Batch batch, String task) {
        Map<String, float[]> targets = new LinkedHashMap<>(batch.targets());
        targets.remove(task);
        return new Batch(
                batch.clips(),
                batch.paddedSamples(),
                batch.inputValues(),
                batch.lengthsSamples(),
                targets);
    }
}
