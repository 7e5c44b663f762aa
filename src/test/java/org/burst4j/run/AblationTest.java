package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.metric.ClassScores;
import org.burst4j.model.LayerRule;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.PoolingRule;
import org.burst4j.model.RegressionLoss;
import org.burst4j.model.SmallNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.train.Checkpoints;
import org.burst4j.train.EpochRecord;
import org.burst4j.train.EvaluationResult;
import org.burst4j.train.FixedData;
import org.burst4j.train.Monitor;
import org.burst4j.train.ScheduleRule;
import org.burst4j.train.StageSettings;
import org.burst4j.train.StopSignal;
import org.burst4j.train.TrainSettings;
import org.burst4j.train.Trainer;
import org.burst4j.train.TrainingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What an ablation takes away makes the difference that it must make on data made for it. */
class AblationTest {
    private static final int SAMPLES = 1200;
    private static final float LOW_HERTZ = 300;
    private static final float HIGH_HERTZ = 3000;

    private static OnnxEncoder encoder;

    @TempDir Path folder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    /** Equal tones are equal clips: nothing tells apart those of different labels. */
    private static Batch batch(float[] hertz, List<Map<String, float[]>> labels) {
        List<Clip> clips = new ArrayList<>();
        float[] samples = new float[hertz.length * SAMPLES];
        int[] lengths = new int[hertz.length];
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (int row = 0; row < hertz.length; row++) {
            String id = "tone" + row;
            Map<String, float[]> own = labels.get(row);
            clips.add(new Clip(id, Path.of(id + ".wav"), Split.TRAIN, null, own));
            lengths[row] = SAMPLES;
            for (int s = 0; s < SAMPLES; s++) {
                samples[row * SAMPLES + s] =
                        (float) Math.sin(2 * Math.PI * hertz[row] * s / 16_000);
            }
            for (Map.Entry<String, float[]> label : own.entrySet()) {
                float[] all =
                        targets.computeIfAbsent(label.getKey(), name -> new float[hertz.length]);
                all[row] = label.getValue()[0];
            }
        }
        return new Batch(clips, SAMPLES, samples, lengths, targets);
    }

    private static ModelSettings settings(List<String> intermediate, TaskSettings tasks) {
        return new ModelSettings(
                SmallNet.HEAD_UNITS,
                PoolingRule.VALID,
                LayerRule.LAST,
                WeightingRule.FIXED,
                intermediate,
                true,
                tasks,
                Map.of());
    }

    private static MultitaskNet net(List<Task> tasks, ModelSettings settings, Batch batch) {
        List<TaskSpec> specs = TaskSpecs.of(tasks, settings, batch.clips());
        return new MultitaskNet(encoder, settings, specs);
    }

    /** Trains the heads with one batch over and over, and rates them on it. */
    private EvaluationResult train(
            MultitaskNet net,
            Map<String, INDArray> weights,
            Batch batch,
            int steps,
            double learningRate,
            String run) {
        List<EpochRecord> epochs = new ArrayList<>();
        TrainingListener listener =
                new TrainingListener() {
                    @Override
                    public void epochDone(EpochRecord epoch) {
                        epochs.add(epoch);
                    }
                };
        StageSettings heads = new StageSettings(1, learningRate, ScheduleRule.CONSTANT, 0, 0, true);
        StageSettings none = new StageSettings(0, 1, ScheduleRule.CONSTANT, 0, 0, false);
        new Trainer(
                        net,
                        new TrainSettings(batch.size(), 0, 0, Monitor.LOSS, 10, heads, none),
                        1,
                        new FixedData(Collections.nCopies(steps, batch), List.of(batch)),
                        new Checkpoints(folder.resolve(run)),
                        List.of(listener),
                        StopSignal.NEVER)
                .run(weights, false);
        return epochs.get(0).validation();
    }

    /**
     * 12 common clips have a tone of their own, 8 share theirs with the 4 rare ones. By counts the
     * shared tone is common (4 of 12 are rare); with weights it is rare, since a rare clip counts
     * as much as 5 common ones (20 of 28).
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void class_weights_find_a_rare_class_within_a_frequent_one(boolean classWeights) {
        Task task = new Task("kind", TaskKind.CLASSES, List.of("common", "rare"), List.of(), 0, 0);
        float[] hertz = new float[24];
        List<Map<String, float[]>> labels = new ArrayList<>();
        for (int row = 0; row < hertz.length; row++) {
            hertz[row] = row < 12 ? LOW_HERTZ : HIGH_HERTZ;
            labels.add(Map.of("kind", new float[] {row < 20 ? 0 : 1}));
        }
        Batch batch = batch(hertz, labels);
        TaskSettings tasks = new TaskSettings(null, null, classWeights, null, null);
        MultitaskNet net = net(List.of(task), settings(List.of(), tasks), batch);

        EvaluationResult result = train(net, net.initialWeights(1), batch, 100, 0.05, "run");

        ClassScores scores = (ClassScores) result.scores().get("kind");
        float rareInShared = result.predictions().get("kind")[2 * 23 + 1];
        if (classWeights) {
            assertThat(scores.recall()).containsExactly(12 / 20.0, 1.0);
            assertThat(scores.uar()).isCloseTo(0.8, within(1e-9));
            assertThat(rareInShared).isCloseTo(20 / 28f, within(0.05f));
        } else {
            assertThat(scores.recall()).containsExactly(1.0, 0.0);
            assertThat(scores.uar()).isEqualTo(0.5);
            assertThat(rareInShared).isCloseTo(4 / 12f, within(0.05f));
        }
    }

    /**
     * The encoder says faintly which of two nearly equal tones it heard. A head that has learned
     * that for long says it loud; what depends on it alone is learned at once from this head, and
     * not from the embedding.
     */
    @Test
    void a_task_that_follows_from_an_intermediate_one_is_learned_sooner() {
        Task kind = new Task("kind", TaskKind.CLASSES, List.of("low", "high"), List.of(), 0, 0);
        Task follows = new Task("follows", TaskKind.REGRESSION, List.of("it"), List.of(), 0, 1);
        float[] hertz = new float[8];
        List<Map<String, float[]>> labels = new ArrayList<>();
        for (int row = 0; row < hertz.length; row++) {
            int one = row % 2;
            hertz[row] = LOW_HERTZ + 0.2f * one;
            labels.add(Map.of("kind", new float[] {one}, "follows", new float[] {one}));
        }
        Batch both = batch(hertz, labels);
        TaskSettings tasks = new TaskSettings(RegressionLoss.MSE, null, null, null, null);
        Map<Boolean, Double> losses = new LinkedHashMap<>();
        for (boolean intermediate : List.of(true, false)) {
            List<String> names = intermediate ? List.of("kind") : List.of();
            MultitaskNet net = net(List.of(kind, follows), settings(names, tasks), both);
            Map<String, INDArray> weights = net.initialWeights(1);
            Batch kindAlone = SmallNet.without(both, "follows");
            EvaluationResult before =
                    train(net, weights, kindAlone, 200, 0.05, "kind " + intermediate);
            assertThat(before.headline().get("kind.uar")).isEqualTo(1);
            assertThat(before.taskLosses().get("kind")).isLessThan(0.01);

            EvaluationResult after = train(net, weights, both, 20, 0.02, "both " + intermediate);

            losses.put(intermediate, after.taskLosses().get("follows"));
        }
        // The best constant answer has 0.25.
        assertThat(losses.get(true)).isLessThan(0.1);
        assertThat(losses.get(false)).isBetween(0.18, 0.27);
    }
}
