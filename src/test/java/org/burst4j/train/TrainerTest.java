package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.burst4j.RunInterruptedException;
import org.burst4j.TrainingDivergedException;
import org.burst4j.data.Batch;
import org.burst4j.graph.SafeTensors;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.FreezeMode;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.SmallNet;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrainerTest {
    private static final double TOO_SMALL_TO_MATTER = 1e-30;

    /** Every rate high enough to be seen in a step. */
    private static final EncoderRegularization NOISE =
            new EncoderRegularization(
                    0.2, 0.1, 0.1, 0.1, 0.3, 0.3, 1, 1, 0.2, 3, 1, FreezeMode.TRAIN);

    private static OnnxEncoder encoder;
    private static MultitaskNet net;

    @TempDir Path folder;

    private final List<StepRecord> steps = new ArrayList<>();
    private final List<EpochRecord> epochs = new ArrayList<>();
    private final TrainingListener recorder =
            new TrainingListener() {
                @Override
                public void stepDone(StepRecord step) {
                    steps.add(step);
                }

                @Override
                public void epochDone(EpochRecord epoch) {
                    epochs.add(epoch);
                }
            };

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
        net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private static final FixedData TWO_BATCHES =
            new FixedData(List.of(SmallNet.batch(4, 1), SmallNet.batch(4, 2)));

    private static StageSettings stage(int epochs, double rate, int patience, boolean freeze) {
        return new StageSettings(epochs, rate, ScheduleRule.CONSTANT, 0, patience, freeze);
    }

    private static TrainSettings settings(double clipNorm, StageSettings one, StageSettings two) {
        return new TrainSettings(4, 0, clipNorm, Monitor.LOSS, 10, one, two);
    }

    private Trainer trainer(
            TrainSettings settings, TrainingData data, String run, StopSignal stop) {
        return new Trainer(
                net,
                settings,
                11,
                data,
                new Checkpoints(folder.resolve(run)),
                List.of(recorder),
                stop);
    }

    private static Map<String, float[]> numbers(Map<String, INDArray> weights) {
        Map<String, float[]> copy = new LinkedHashMap<>();
        weights.forEach((name, array) -> copy.put(name, array.dup('c').data().asFloat()));
        return copy;
    }

    private static Map<String, float[]> encoderPart(Map<String, float[]> weights) {
        Map<String, float[]> part = new LinkedHashMap<>(weights);
        part.keySet().removeIf(name -> !name.startsWith(GraphNames.ENCODER_PREFIX));
        assertThat(part).isNotEmpty();
        return part;
    }

    private static void assertSameBits(Map<String, float[]> one, Map<String, float[]> other) {
        assertThat(one.keySet()).isEqualTo(other.keySet());
        one.forEach((name, values) -> assertThat(values).as(name).isEqualTo(other.get(name)));
    }

    @Test
    void a_stage_ends_once_its_patience_is_over() {
        TrainSettings settings =
                settings(0, stage(10, TOO_SMALL_TO_MATTER, 2, true), stage(0, 1, 0, false));
        TrainerState end =
                trainer(settings, TWO_BATCHES, "run", StopSignal.NEVER)
                        .run(net.initialWeights(1), false);
        // The first epoch is the best; two like it are no better.
        assertThat(end.globalEpoch()).isEqualTo(3);
        assertThat(end.stage()).isEqualTo(3);
        assertThat(end.bestGlobalEpoch()).isEqualTo(1);
        assertThat(epochs).extracting(EpochRecord::best).containsExactly(true, false, false);
    }

    @Test
    void stage_one_leaves_the_encoder_bit_for_bit_and_stage_two_does_not() {
        Map<String, INDArray> weights = net.initialWeights(1);
        Map<String, float[]> before = numbers(weights);
        trainer(
                        settings(0, stage(2, 1e-2, 0, true), stage(0, 1, 0, false)),
                        TWO_BATCHES,
                        "one",
                        StopSignal.NEVER)
                .run(weights, false);
        Map<String, float[]> one = numbers(weights);
        assertSameBits(encoderPart(one), encoderPart(before));
        assertThat(one.get("heads/age/dense/weight"))
                .isNotEqualTo(before.get("heads/age/dense/weight"));

        trainer(
                        settings(0, stage(0, 1, 0, true), stage(1, 1e-3, 0, false)),
                        TWO_BATCHES,
                        "two",
                        StopSignal.NEVER)
                .run(weights, false);
        encoderPart(numbers(weights))
                .forEach(
                        (name, values) -> {
                            if (!name.endsWith("k_proj.bias") && values.length > 1) {
                                // A key's bias cancels out in the softmax: its gradient is 0.
                                assertThat(values).as(name).isNotEqualTo(one.get(name));
                            }
                        });
    }

    static List<TrainSettings> settingsToResume() {
        StageSettings heads = stage(2, 1e-2, 0, true);
        StageSettings noisyGroups =
                new StageSettings(
                        2,
                        1e-3,
                        ScheduleRule.CONSTANT,
                        0,
                        0,
                        PatienceRule.AT,
                        false,
                        List.of("convs"),
                        Map.of("heads", 2.0),
                        0.9);
        return List.of(
                settings(1, heads, stage(2, 1e-3, 0, false)),
                new TrainSettings(
                        4, 3, "kind", null, 0, 1, Monitor.LOSS, 10, NOISE, heads, noisyGroups),
                new TrainSettings(
                        4, 0, null, null, 0, 1, Monitor.LOSS, 10, NOISE, heads, noisyGroups));
    }

    @ParameterizedTest
    @MethodSource("settingsToResume")
    void an_interrupted_run_goes_on_to_the_bits_of_one_that_was_not(TrainSettings settings) {
        EncoderRegularization noise = settings.encoder();
        Map<String, INDArray> whole = net.initialWeights(3, noise);
        trainer(settings, TWO_BATCHES, "whole", StopSignal.NEVER).run(whole, false);
        List<EpochRecord> wholeEpochs = List.copyOf(epochs);
        steps.clear();
        epochs.clear();

        // The second and third stop are after an epoch's last step, before its validation: the
        // second
        // with kept embeddings.
        for (int stopAfter : new int[] {1, 2, 6}) {
            boolean resume = stopAfter > 1;
            Map<String, INDArray> weights = net.initialWeights(3, noise);
            assertThatThrownBy(
                            () ->
                                    trainer(
                                                    settings,
                                                    TWO_BATCHES,
                                                    "halves",
                                                    () -> steps.size() >= stopAfter)
                                            .run(weights, resume))
                    .isInstanceOf(RunInterruptedException.class)
                    .hasMessageContaining("after step " + stopAfter);
            Checkpoints checkpoints = new Checkpoints(folder.resolve("halves"));
            assertThat(checkpoints.lastState().globalStep()).isEqualTo(stopAfter);
        }
        Map<String, INDArray> weights = net.initialWeights(3, noise);
        trainer(settings, TWO_BATCHES, "halves", StopSignal.NEVER).run(weights, true);

        assertSameBits(numbers(weights), numbers(whole));
        assertThat(epochs).hasSameSizeAs(wholeEpochs);
        for (int i = 0; i < epochs.size(); i++) {
            assertThat(epochs.get(i).trainLoss()).isEqualTo(wholeEpochs.get(i).trainLoss());
            assertThat(epochs.get(i).validation().loss())
                    .isEqualTo(wholeEpochs.get(i).validation().loss());
            assertThat(epochs.get(i).learningRate()).isEqualTo(wholeEpochs.get(i).learningRate());
        }
        assertThat(steps).hasSize(8);
    }

    @Test
    void a_run_stopped_among_the_embeddings_goes_on_with_those_that_it_has() {
        TrainSettings settings = settings(1, stage(2, 1e-2, 0, true), stage(1, 1e-3, 0, false));
        Map<String, INDArray> whole = net.initialWeights(3);
        trainer(settings, TWO_BATCHES, "whole", StopSignal.NEVER).run(whole, false);

        FeatureCache cache =
                new FeatureCache(folder.resolve("features"), FeatureSettings.of(Map.of()));
        Map<String, INDArray> weights = net.initialWeights(3);
        assertThatThrownBy(() -> cachedTrainer(settings, cache, () -> true).run(weights, false))
                .isInstanceOf(RunInterruptedException.class)
                .hasMessageContaining("features of 4 of 14 clips");
        assertThat(new Checkpoints(folder.resolve("halves")).last()).doesNotExist();
        cachedTrainer(settings, cache, StopSignal.NEVER).run(weights, false);

        assertSameBits(numbers(weights), numbers(whole));
    }

    private Trainer cachedTrainer(TrainSettings settings, FeatureCache cache, StopSignal stop) {
        return new Trainer(
                net,
                settings,
                11,
                TWO_BATCHES,
                cache,
                new Checkpoints(folder.resolve("halves")),
                List.of(recorder),
                stop);
    }

    @Test
    void frozen_groups_keep_their_bits_and_factors_scale_the_step() {
        Map<String, float[]> start = numbers(net.initialWeights(1));
        Map<String, float[]> usual = afterOneStep(List.of(), Map.of());
        // Not Map.of: later factors win, and its order changes from one JVM to the next.
        Map<String, Double> factors = new LinkedHashMap<>();
        factors.put("encoder", 0.25);
        factors.put("layer.0", 0.5);
        Map<String, float[]> other = afterOneStep(List.of("positional"), factors);
        int halved = 0;
        for (String name : start.keySet()) {
            double factor =
                    name.startsWith("encoder/encoder.layers.0.")
                            ? 0.5
                            : name.startsWith(GraphNames.ENCODER_PREFIX) ? 0.25 : 1;
            boolean frozen = name.startsWith("encoder/encoder.") && factor != 0.5;
            float[] before = start.get(name);
            for (int i = 0; i < before.length; i++) {
                double step = usual.get(name)[i] - before[i];
                double scaled = other.get(name)[i] - before[i];
                if (frozen) {
                    assertThat(scaled).as(name).isZero();
                } else {
                    // AdamW without decay: rate * g / (|g| + epsilon), so in proportion to it.
                    assertThat(scaled).as(name).isCloseTo(factor * step, within(5e-7));
                }
                halved += factor == 0.5 && Math.abs(step) > 5e-4 ? 1 : 0;
            }
        }
        assertThat(halved).isGreaterThan(500);
    }

    private Map<String, float[]> afterOneStep(List<String> freeze, Map<String, Double> factors) {
        Map<String, INDArray> weights = net.initialWeights(1);
        StageSettings two =
                new StageSettings(
                        1,
                        1e-3,
                        ScheduleRule.CONSTANT,
                        0,
                        0,
                        PatienceRule.AT,
                        false,
                        freeze,
                        factors,
                        1);
        trainer(
                        settings(0, stage(0, 1, 0, true), two),
                        new FixedData(List.of(SmallNet.batch(4, 1))),
                        "factors" + factors.size(),
                        StopSignal.NEVER)
                .run(weights, false);
        return numbers(weights);
    }

    @Test
    void noise_is_in_the_training_loss_and_not_in_the_validation() {
        List<EpochRecord> records = new ArrayList<>();
        for (EncoderRegularization encoder : List.of(EncoderRegularization.NONE, NOISE)) {
            epochs.clear();
            StageSettings still = stage(2, TOO_SMALL_TO_MATTER, 0, true);
            trainer(
                            new TrainSettings(
                                    4,
                                    0,
                                    null,
                                    null,
                                    0,
                                    0,
                                    Monitor.LOSS,
                                    10,
                                    encoder,
                                    still,
                                    stage(0, 1, 0, false)),
                            TWO_BATCHES,
                            "noise" + records.size(),
                            StopSignal.NEVER)
                    .run(net.initialWeights(1, encoder), false);
            records.addAll(epochs);
        }
        assertThat(records.get(1).trainLoss()).isEqualTo(records.get(0).trainLoss());
        assertThat(records.get(2).trainLoss()).isNotEqualTo(records.get(0).trainLoss());
        assertThat(records.get(3).trainLoss()).isNotEqualTo(records.get(2).trainLoss());
        assertThat(records)
                .allSatisfy(
                        record ->
                                assertThat(record.validation().loss())
                                        .isEqualTo(records.get(0).validation().loss()));
    }

    @Test
    void a_group_that_does_not_exist_is_told_before_the_first_stage() {
        StageSettings wrong =
                new StageSettings(
                        1,
                        1e-3,
                        ScheduleRule.CONSTANT,
                        0,
                        0,
                        PatienceRule.AT,
                        false,
                        List.of("layer.0-7"),
                        Map.of(),
                        1);
        assertThatThrownBy(
                        () ->
                                trainer(
                                                settings(0, stage(1, 1e-2, 0, true), wrong),
                                                TWO_BATCHES,
                                                "run",
                                                StopSignal.NEVER)
                                        .run(net.initialWeights(1), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("layer.0-7");
        assertThat(steps).isEmpty();
    }

    @Test
    void sample_weights_by_what_is_no_class_task_are_told_before_the_first_stage() {
        StageSettings one = stage(1, 1e-3, 0, true);
        TrainSettings settings =
                new TrainSettings(4, 0, "age", null, 0, 1, Monitor.LOSS, 10, NOISE, one, one);
        assertThatThrownBy(
                        () ->
                                Trainer.requireSettings(
                                        net, settings, net.initialWeights(1).keySet()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.sampleWeights is 'age'");
        assertThatThrownBy(
                        () ->
                                trainer(settings, TWO_BATCHES, "run", StopSignal.NEVER)
                                        .run(net.initialWeights(1), false))
                .isInstanceOf(ConfigException.class);
        assertThat(steps).isEmpty();
    }

    @Test
    void the_gradient_is_clipped_to_its_norm() {
        double clip = 1e-3;
        TrainSettings settings = settings(clip, stage(1, 1e-2, 0, false), stage(0, 1, 0, false));
        assertThatThrownBy(
                        () ->
                                trainer(settings, TWO_BATCHES, "run", () -> true)
                                        .run(net.initialWeights(1), false))
                .isInstanceOf(RunInterruptedException.class);
        assertThat(steps.get(0).gradientNorm()).isGreaterThan(10 * clip);
        double squares = 0;
        try (SafeTensors file = SafeTensors.open(new Checkpoints(folder.resolve("run")).last())) {
            for (String name : file.names()) {
                if (name.startsWith("adamw.first/")) {
                    double norm = file.read(name).norm2Number().doubleValue();
                    squares += norm * norm;
                }
            }
        }
        // After one step the first moment is (1 - 0.9) times the gradient.
        assertThat(Math.sqrt(squares)).isCloseTo(0.1 * clip, within(1e-7));
    }

    @Test
    void a_task_without_labels_in_a_batch_adds_neither_loss_nor_gradient() {
        Map<String, INDArray> weights = net.initialWeights(1);
        Map<String, float[]> before = numbers(weights);
        FixedData data = new FixedData(List.of(SmallNet.without(SmallNet.batch(4, 1), "kind")));
        trainer(
                        settings(0, stage(1, 1e-2, 0, true), stage(0, 1, 0, false)),
                        data,
                        "run",
                        StopSignal.NEVER)
                .run(weights, false);
        StepRecord step = steps.get(0);
        // All log sigmas are 0 at the first step: the sum has no weights.
        assertThat(step.loss())
                .isCloseTo(
                        step.taskLosses().get("emotions") + step.taskLosses().get("age"),
                        within(1e-5));
        Map<String, float[]> after = numbers(weights);
        for (String name : before.keySet()) {
            if (name.startsWith("heads/kind/") || name.equals("log_sigma/kind")) {
                assertThat(after.get(name)).as(name).isEqualTo(before.get(name));
            }
        }
        assertThat(after.get("log_sigma/age")).isNotEqualTo(before.get("log_sigma/age"));
    }

    @Test
    void a_last_batch_of_one_clip_is_trained_and_validated_like_any_other() {
        List<Batch> batches = List.of(SmallNet.batch(1, 3), SmallNet.batch(4, 1));
        FixedData data = new FixedData(batches, batches);
        trainer(
                        settings(0, stage(1, 1e-2, 0, true), stage(1, 1e-3, 0, false)),
                        data,
                        "run",
                        StopSignal.NEVER)
                .run(net.initialWeights(1), false);
        assertThat(steps).extracting(StepRecord::clips).containsExactly(1, 4, 1, 4);
        // One clip has no correlation, so that only its class teaches something.
        assertThat(steps.get(0).taskLosses().get("age")).isZero();
        assertThat(steps.get(0).taskLosses().get("kind")).isPositive();
        assertThat(epochs.get(0).validation().clips()).hasSize(5);
    }

    @Test
    void a_nan_in_the_audio_ends_the_run_at_its_step() {
        assertThatThrownBy(() -> trainOverNan(false))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("stage 1, step 2");
    }

    @Test
    void a_nan_in_the_audio_under_a_frozen_encoder_names_the_clip() {
        assertThatThrownBy(() -> trainOverNan(true))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'clip1-0' is NaN");
    }

    private void trainOverNan(boolean freezeEncoder) {
        Batch good = SmallNet.batch(4, 1);
        float[] values = SmallNet.batch(4, 2).inputValues();
        values[3] = Float.NaN;
        Batch bad =
                new Batch(
                        good.clips(),
                        SmallNet.SAMPLES,
                        values,
                        good.lengthsSamples(),
                        good.targets());
        TrainSettings settings =
                settings(0, stage(1, 1e-2, 0, freezeEncoder), stage(0, 1, 0, false));
        trainer(settings, new FixedData(List.of(good, bad)), "run", StopSignal.NEVER)
                .run(net.initialWeights(1), false);
    }

    @Test
    void a_deadline_in_the_past_stops_and_one_far_away_does_not() {
        assertThat(StopSignal.afterMinutes(-1).stopRequested()).isTrue();
        assertThat(StopSignal.afterMinutes(1e6).stopRequested()).isFalse();
        assertThat(StopSignal.NEVER.or(() -> true).stopRequested()).isTrue();
        assertThat(StopSignal.NEVER.or(StopSignal.NEVER).stopRequested()).isFalse();
    }
}
