package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.data.TaskSchedule;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.model.Burst2VecSettings;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.MultitaskNet;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Burst2Vec against PyTorch: ten steps of each of three tasks in turn, from the same weights on the
 * same batches, with and without the adversarial terms, and for every setting of them.
 */
class TorchBurst2VecTest {
    private static final double WEIGHT = 3e-5;

    private static final Map<String, OnnxEncoder> ENCODERS = new LinkedHashMap<>();

    @TempDir Path folder;

    private EngineKind engine = EngineKind.PLANNED;

    @BeforeAll
    static void open() {
        for (String kind : Burst2VecRuns.encoders()) {
            ENCODERS.put(kind, OnnxEncoder.read(Burst2VecRuns.encoderFile(kind)));
        }
    }

    @AfterAll
    static void close() {
        ENCODERS.values().forEach(OnnxEncoder::close);
    }

    static Stream<Burst2VecRuns.Case> cases() {
        return Burst2VecRuns.cases().stream();
    }

    /** The first step in which one of the runs has a rectifier's input within rounding of 0. */
    private static final int FIRST_KINK = 10;

    /** Of losses from there on, in per cent. */
    private static final double LATER_LOSS_PERCENT = 1e-2;

    /**
     * What losses may differ by, in per cent. On which side of 0 a rectifier's input falls that is
     * nearly 0 depends on how a processor's products round: a gradient's norm is then 0.06 % off,
     * and the steps around it are not.
     *
     * @param step from 1
     */
    private static double lossPercent(int step) {
        return step < FIRST_KINK ? 2e-3 : LATER_LOSS_PERCENT;
    }

    /** Keeps what the trainer tells, and the weights after some steps. */
    private static final class Recorder implements TrainingListener {
        private final Map<String, INDArray> weights;
        private final List<StepRecord> steps = new ArrayList<>();
        private final List<EpochRecord> epochs = new ArrayList<>();
        private final Map<Integer, Map<String, float[]>> kept = new LinkedHashMap<>();

        Recorder(Map<String, INDArray> weights) {
            this.weights = weights;
        }

        @Override
        public void stepDone(StepRecord step) {
            steps.add(step);
            if (Burst2VecRuns.snapshots().contains(steps.size())) {
                kept.put(steps.size(), TorchNet.numbers(weights));
            }
        }

        @Override
        public void epochDone(EpochRecord epoch) {
            epochs.add(epoch);
        }
    }

    private TrainSettings settings(Burst2VecRuns.Case run, int microBatchSize) {
        return new TrainSettings(
                Burst2VecRuns.BATCH_SIZE,
                microBatchSize,
                TaskSchedule.ROUND_ROBIN,
                true,
                null,
                null,
                run.train().weightDecay(),
                0,
                0,
                Monitor.LOSS,
                10,
                engine,
                Recompute.NONE,
                EncoderRegularization.NONE,
                run.train().stage1(),
                run.train().stage2());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void training_follows_torch(Burst2VecRuns.Case run) {
        assertFollows(run, 0, FeatureCache.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "shared combination", "layer norm, all"})
    void training_in_nd4js_session_follows_torch(String name) {
        engine = EngineKind.SAMEDIFF;
        assertFollows(Burst2VecRuns.named(name), 0, FeatureCache.NONE);
    }

    /** Three clips at a time go through the encoder, the last time two. */
    @ParameterizedTest
    @ValueSource(strings = {"both", "layer norm, all"})
    void training_in_micro_batches_follows_torch(String name) {
        assertFollows(Burst2VecRuns.named(name), 3, FeatureCache.NONE);
    }

    @Test
    void training_on_kept_embeddings_follows_torch() {
        Path kept = folder.resolve("features");
        assertFollows(
                Burst2VecRuns.named("frozen encoder"),
                0,
                new FeatureCache(kept, FeatureSettings.of(Map.of("run", "one"))));
        assertThat(kept).isNotEmptyDirectory();
    }

    private void assertFollows(Burst2VecRuns.Case run, int microBatchSize, FeatureCache cache) {
        MultitaskNet net = Burst2VecRuns.net(ENCODERS.get(run.encoder()), run);
        Map<String, INDArray> weights = Burst2VecRuns.initialWeights(net, run);
        Recorder recorder = new Recorder(weights);
        new Trainer(
                        net,
                        settings(run, microBatchSize),
                        1,
                        Burst2VecRuns.data(run),
                        cache,
                        new Checkpoints(folder.resolve("run")),
                        List.of(recorder),
                        StopSignal.NEVER)
                .run(weights, false);
        weights.values().forEach(INDArray::close);
        assertSteps(run, recorder.steps);
        assertValidations(run, recorder.epochs);
        assertThat(recorder.kept.keySet()).containsExactlyElementsOf(Burst2VecRuns.snapshots());
        recorder.kept.forEach((step, found) -> assertWeights(run, step, found));
    }

    private void assertSteps(Burst2VecRuns.Case run, List<StepRecord> ours) {
        assertThat(ours).hasSameSizeAs(run.steps()).hasSize(30);
        for (int i = 0; i < ours.size(); i++) {
            StepRecord step = ours.get(i);
            Burst2VecRuns.Step torch = run.steps().get(i);
            String where = "step " + (i + 1) + " of " + torch.task();
            double percent = lossPercent(i + 1);
            assertThat(step.loss()).as(where).isCloseTo(torch.loss(), withinPercentage(percent));
            assertThat(step.gradientNorm())
                    .as(where)
                    .isCloseTo(torch.gradientNorm(), withinPercentage(10 * percent));
            assertThat(step.taskLosses()).as(where).containsOnlyKeys(torch.task());
            assertThat(step.taskLosses().get(torch.task()))
                    .as(where)
                    .isCloseTo(torch.terms().get("combined"), withinPercentage(percent));
            assertThat(step.terms().keySet())
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(terms(run, torch.task()));
            step.terms()
                    .forEach(
                            (name, value) -> {
                                String term = name.substring(torch.task().length() + 1);
                                assertThat(value)
                                        .as("%s, %s", where, term)
                                        .isCloseTo(
                                                torch.terms().get(term), withinPercentage(percent));
                            });
        }
    }

    /** The terms of a batch: what has no weight is not there. */
    private static List<String> terms(Burst2VecRuns.Case run, String task) {
        Burst2VecSettings own = run.model().burst2vec();
        List<String> terms = new ArrayList<>(List.of("shared", "specific", "combined"));
        if (own.discriminatorWeight() > 0) {
            terms.addAll(List.of("discriminator", "discriminatorAccuracy"));
        }
        if (own.adversarialWeight() > 0) {
            terms.add("adversarial");
        }
        return terms.stream().map(term -> task + "/" + term).toList();
    }

    private void assertValidations(Burst2VecRuns.Case run, List<EpochRecord> ours) {
        assertThat(ours).hasSameSizeAs(run.validation()).hasSize(2);
        for (int i = 0; i < ours.size(); i++) {
            EvaluationResult found = ours.get(i).validation();
            Map<String, Double> torch = run.validation().get(i);
            String where = "epoch " + (i + 1);
            assertThat(found.taskLosses()).as(where).containsOnlyKeys(torch.keySet());
            found.taskLosses()
                    .forEach(
                            (task, loss) ->
                                    assertThat(loss)
                                            .as("%s, %s", where, task)
                                            .isCloseTo(
                                                    torch.get(task),
                                                    withinPercentage(LATER_LOSS_PERCENT)));
            double sum = torch.values().stream().mapToDouble(Double::doubleValue).sum();
            assertThat(found.loss()).as(where).isCloseTo(sum, withinPercentage(LATER_LOSS_PERCENT));
        }
    }

    private void assertWeights(Burst2VecRuns.Case run, int step, Map<String, float[]> ours) {
        float[] torch = Burst2VecRuns.weights(run, step);
        int offset = 0;
        for (String name : Burst2VecRuns.order(run, step)) {
            for (float number : ours.get(name)) {
                if (!isNoise(name)) {
                    assertThat(number)
                            .as("%s after step %d", name, step)
                            .isCloseTo(torch[offset], within((float) WEIGHT));
                }
                offset++;
            }
        }
        assertThat(offset).isEqualTo(torch.length);
    }

    /** The softmax takes a key's bias out: its gradient is noise, which Adam makes steps of. */
    private static boolean isNoise(String name) {
        return name.endsWith("k_proj.bias");
    }
}
