package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ten steps of each stage against PyTorch, from the same weights on the same batches, for every
 * setting of the A-VB 2022 paper's table in both readings of it.
 */
class TorchTrajectoryTest {
    private static final double LOSS_PERCENT = 1e-3;

    /** Sums of many weights in single precision: 3e-6 is seen for a weighted MAE over 320 cells. */
    private static final double TASK_LOSS_PERCENT = 3e-3;

    private static final double NORM_PERCENT = 1e-2;
    private static final double WEIGHT = 1e-5;

    /** The softmax takes a key's bias out: its gradient is noise, which AdamW makes steps of. */
    private static final double KEY_BIAS = 1e-3;

    /** Cases whose second stage goes in parts of three clips, the last part of one. */
    private static final Set<String> IN_PARTS = Set.of("paper/quick", "code/missing labels");

    private static OnnxEncoder encoder;

    @TempDir Path folder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(TorchRuns.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    static Stream<TorchRuns.Case> wholeCases() {
        return TorchRuns.cases().stream().filter(run -> !IN_PARTS.contains(run.name()));
    }

    static Stream<TorchRuns.Case> casesInParts() {
        return TorchRuns.cases().stream().filter(run -> IN_PARTS.contains(run.name()));
    }

    /** Keeps what the trainer tells, and the weights that the second stage starts from. */
    private static final class Recorder implements TrainingListener {
        private final Map<String, INDArray> weights;
        private final List<StepRecord> steps = new ArrayList<>();
        private final List<EpochRecord> epochs = new ArrayList<>();
        private final Map<String, float[]> afterStageOne = new LinkedHashMap<>();

        Recorder(Map<String, INDArray> weights) {
            this.weights = weights;
        }

        @Override
        public void stageStarted(int stage, long parameters, TrainerState state) {
            if (stage == 2) {
                afterStageOne.putAll(TorchNet.numbers(weights));
            }
        }

        @Override
        public void stepDone(StepRecord step) {
            steps.add(step);
        }

        @Override
        public void epochDone(EpochRecord epoch) {
            epochs.add(epoch);
        }

        List<StepRecord> steps(int stage) {
            return steps.stream().filter(step -> step.stage() == stage).toList();
        }

        List<EpochRecord> epochs(int stage) {
            return epochs.stream().filter(epoch -> epoch.stage() == stage).toList();
        }
    }

    private static TrainSettings settings(TorchRuns.Case run, int microBatchSize) {
        TorchRuns.Training train = run.train();
        return new TrainSettings(
                TorchRuns.BATCH_SIZE,
                microBatchSize,
                train.sampleWeights(),
                null,
                train.weightDecay(),
                0,
                Monitor.LOSS,
                10,
                EncoderRegularization.NONE,
                train.stage1(),
                train.stage2());
    }

    @ParameterizedTest
    @MethodSource("wholeCases")
    void training_follows_torch(TorchRuns.Case run) {
        assertFollows(run, 0, FeatureCache.NONE);
    }

    @ParameterizedTest
    @MethodSource("casesInParts")
    void training_in_micro_batches_with_kept_embeddings_follows_torch(TorchRuns.Case run) {
        assertThat(casesInParts()).hasSameSizeAs(IN_PARTS);
        Path kept = folder.resolve("features");
        assertFollows(run, 3, new FeatureCache(kept, FeatureSettings.of(Map.of("run", "one"))));
        assertThat(kept).isNotEmptyDirectory();
    }

    private void assertFollows(TorchRuns.Case run, int microBatchSize, FeatureCache cache) {
        MultitaskNet net = TorchNet.net(encoder, run);
        Map<String, INDArray> weights = TorchNet.initialWeights(net, run);
        Recorder recorder = new Recorder(weights);
        new Trainer(
                        net,
                        settings(run, microBatchSize),
                        1,
                        TorchRuns.data(run),
                        cache,
                        new Checkpoints(folder.resolve("run")),
                        List.of(recorder),
                        StopSignal.NEVER)
                .run(weights, false);
        for (int stage = 1; stage <= 2; stage++) {
            TorchRuns.Stage torch = run.stages().get(stage - 1);
            assertSteps(recorder.steps(stage), torch.steps());
            assertEpochs(recorder.epochs(stage), torch.validation());
        }
        assertWeights(run, 1, recorder.afterStageOne);
        assertWeights(run, 2, TorchNet.numbers(weights));
        weights.values().forEach(INDArray::close);
    }

    @Test
    void the_runs_lead_far_beyond_the_tolerance() {
        for (TorchRuns.Case run : TorchRuns.cases()) {
            MultitaskNet net = TorchNet.net(encoder, run);
            Map<String, INDArray> weights = TorchNet.initialWeights(net, run);
            Map<String, float[]> start = TorchNet.numbers(weights);
            assertThat(distance(run, 1, start)).as("%s, heads", run).isGreaterThan(2e-3);
            // The best epoch of one case is its first, whose steps are the warm-up's.
            assertThat(distance(run, 2, start)).as("%s, encoder", run).isGreaterThan(2e-5);
            weights.values().forEach(INDArray::close);
        }
    }

    /** The mean change of the weights that only this stage trains; the first numbers of its row. */
    private static double distance(TorchRuns.Case run, int stage, Map<String, float[]> start) {
        float[] torch = TorchRuns.trained(run, stage);
        double sum = 0;
        int offset = 0;
        for (String name : TorchNet.order(run, stage)) {
            if (stage == 2 && !name.startsWith(GraphNames.ENCODER_PREFIX)) {
                break;
            }
            for (float number : start.get(name)) {
                sum += Math.abs(number - torch[offset]);
                offset++;
            }
        }
        return sum / offset;
    }

    private static void assertSteps(List<StepRecord> ours, List<TorchRuns.Step> torch) {
        assertThat(ours).hasSameSizeAs(torch).hasSize(10);
        for (int i = 0; i < torch.size(); i++) {
            StepRecord step = ours.get(i);
            TorchRuns.Step other = torch.get(i);
            String where = "stage " + step.stage() + ", step " + (i + 1);
            assertThat(step.loss())
                    .as(where)
                    .isCloseTo(other.loss(), withinPercentage(LOSS_PERCENT));
            assertTaskLosses(where, step.taskLosses(), other.taskLosses());
            assertThat(step.learningRate())
                    .as(where)
                    .isCloseTo(other.learningRate(), within(1e-15));
            assertThat(step.gradientNorm())
                    .as(where)
                    .isCloseTo(other.gradientNorm(), withinPercentage(NORM_PERCENT));
        }
    }

    private static void assertEpochs(List<EpochRecord> ours, List<TorchRuns.Validation> torch) {
        assertThat(ours).hasSameSizeAs(torch).hasSize(2);
        for (int i = 0; i < torch.size(); i++) {
            EpochRecord epoch = ours.get(i);
            String where = "stage " + epoch.stage() + ", epoch " + (i + 1);
            assertThat(epoch.validation().loss())
                    .as(where)
                    .isCloseTo(torch.get(i).loss(), withinPercentage(LOSS_PERCENT));
            assertTaskLosses(where, epoch.validation().taskLosses(), torch.get(i).taskLosses());
            assertThat(epoch.best()).as(where).isEqualTo(torch.get(i).best());
        }
    }

    private static void assertTaskLosses(
            String where, Map<String, Double> ours, Map<String, Double> torch) {
        assertThat(ours).as(where).containsOnlyKeys(torch.keySet());
        torch.forEach(
                (task, loss) ->
                        assertThat(ours.get(task))
                                .as("%s, %s", where, task)
                                .isCloseTo(loss, withinPercentage(TASK_LOSS_PERCENT)));
    }

    private static void assertWeights(TorchRuns.Case run, int stage, Map<String, float[]> ours) {
        float[] torch = TorchRuns.trained(run, stage);
        int offset = 0;
        for (String name : TorchNet.order(run, stage)) {
            double tolerance = name.endsWith("k_proj.bias") ? KEY_BIAS : WEIGHT;
            for (float number : ours.get(name)) {
                assertThat(number)
                        .as("%s after stage %d", name, stage)
                        .isCloseTo(torch[offset], within((float) tolerance));
                offset++;
            }
        }
        assertThat(offset).isEqualTo(torch.length);
    }
}
