package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.engine.Engine;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** All ways to the gradients give the same ones. */
class SteppersTest {
    private static final long SEED = 77;
    private static final EncoderRegularization DROPOUT_IN_FROZEN_ENCODER =
            new EncoderRegularization(0.2, 0, 0, 0, 0, 0, 10, 2, 0, 10, 0, FreezeMode.TRAIN);

    private static OnnxEncoder encoder;
    private static MultitaskNet net;
    private static Map<String, INDArray> weights;

    @TempDir private Path folder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
        net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
        weights = net.initialWeights(3);
    }

    @AfterAll
    static void close() {
        weights.values().forEach(INDArray::close);
        encoder.close();
    }

    private static TrainSettings settings(
            int batchSize, int microBatchSize, String sampleWeights, EncoderRegularization noise) {
        return new TrainSettings(
                batchSize,
                microBatchSize,
                sampleWeights,
                null,
                0,
                0,
                Monitor.LOSS,
                10,
                noise,
                new StageSettings(1, 1e-3, ScheduleRule.CONSTANT, 0, 0, true),
                new StageSettings(1, 1e-3, ScheduleRule.CONSTANT, 0, 0, false));
    }

    private static Steppers steppers(TrainSettings settings, FixedData data, FeatureCache cache) {
        return new Steppers(
                net, weights, settings, data, cache, StopSignal.NEVER, (clips, of) -> {});
    }

    private static Steppers steppers(TrainSettings settings, FixedData data) {
        return steppers(settings, data, FeatureCache.NONE);
    }

    private static void assertSame(GradientStep actual, GradientStep expected) {
        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
        expected.taskLosses()
                .forEach(
                        (task, loss) ->
                                assertThat(actual.taskLosses().get(task))
                                        .as(task)
                                        .isCloseTo(loss, within(1e-5)));
        assertThat(actual.gradients().keySet())
                .containsExactlyElementsOf(expected.gradients().keySet());
        expected.gradients()
                .forEach(
                        (name, gradient) -> {
                            double norm = gradient.norm2Number().doubleValue();
                            double difference =
                                    actual.gradients()
                                            .get(name)
                                            .sub(gradient)
                                            .norm2Number()
                                            .doubleValue();
                            assertThat(difference)
                                    .as("%s of norm %s", name, norm)
                                    .isLessThan(1e-4 * norm + 1e-6);
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void parts_of_a_batch_give_the_gradients_of_the_whole(int microBatchSize) {
        Batch batch = SmallNet.batch(5, 1);
        FixedData data = new FixedData(List.of(batch));
        EncoderRegularization none = EncoderRegularization.NONE;
        try (Stepper whole = steppers(settings(5, 0, "kind", none), data).of(2);
                Stepper parts = steppers(settings(5, microBatchSize, "kind", none), data).of(2);
                GradientStep expected = whole.step(new StepInput(batch, SEED, 0));
                GradientStep actual = parts.step(new StepInput(batch, SEED, 0))) {
            assertThat(parts).isInstanceOf(MicroBatchStepper.class);
            assertThat(parts.trainable()).isEqualTo(whole.trainable());
            assertSame(actual, expected);
            assertThat(parts.validate().loss()).isCloseTo(whole.validate().loss(), within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void both_engines_give_the_same_gradients_step_after_step(int microBatchSize) {
        Batch batch = SmallNet.batch(5, 1);
        Batch other = SmallNet.batch(4, 2);
        FixedData data = new FixedData(List.of(batch, other));
        EncoderRegularization none = EncoderRegularization.NONE;
        TrainSettings planned = settings(5, microBatchSize, "kind", none);
        assertThat(planned.executor()).isEqualTo(Engine.PLANNED);
        TrainSettings session =
                new TrainSettings(
                        5,
                        microBatchSize,
                        planned.taskSchedule(),
                        false,
                        "kind",
                        null,
                        0,
                        0,
                        0,
                        Monitor.LOSS,
                        10,
                        EngineKind.SAMEDIFF,
                        Recompute.NONE,
                        none,
                        planned.stage1(),
                        planned.stage2());
        assertThat(session.executor()).isEqualTo(Engine.SAMEDIFF);
        try (Stepper one = steppers(planned, data).of(2);
                Stepper two = steppers(session, data).of(2)) {
            assertThat(two.plannedBytes(new StepInput(batch, SEED, 0))).isEmpty();
            for (Batch next : List.of(batch, other, batch)) {
                try (GradientStep actual = one.step(new StepInput(next, SEED, 0));
                        GradientStep expected = two.step(new StepInput(next, SEED, 0))) {
                    assertSame(actual, expected);
                }
            }
            // An engine that fell back to the session would tell nothing.
            assertThat(one.plannedBytes(new StepInput(batch, SEED, 0)).orElseThrow()).isPositive();
            assertThat(one.validate().loss()).isCloseTo(two.validate().loss(), within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void memory_of_parts_counts_the_way_forward_and_back(int stage) {
        Batch batch = SmallNet.batch(4, 1);
        FixedData data = new FixedData(List.of(batch));
        StepInput input = new StepInput(batch, SEED, 0);
        EncoderRegularization noise = DROPOUT_IN_FROZEN_ENCODER;
        Map<String, INDArray> own = net.initialWeights(3, noise);
        try (Stepper parts =
                        new MicroBatchStepper(net, own, settings(4, 2, null, noise), stage, data);
                Stepper larger =
                        new MicroBatchStepper(net, own, settings(4, 4, null, noise), stage, data);
                Stepper whole =
                        new WholeGraphStepper(net, own, settings(4, 0, null, noise), 2, data)) {
            long bytes = parts.plannedBytes(input).orElseThrow();
            assertThat(bytes).isPositive().isLessThan(larger.plannedBytes(input).orElseThrow());
            assertThat(bytes).isLessThan(whole.plannedBytes(input).orElseThrow());
        }
    }

    @Test
    void sums_of_parts_start_anew_in_each_step() {
        Batch batch = SmallNet.batch(5, 1);
        FixedData data = new FixedData(List.of(batch));
        TrainSettings settings = settings(5, 2, "kind", EncoderRegularization.NONE);
        try (Stepper parts = steppers(settings, data).of(2)) {
            String name = parts.trainable().get(0);
            float[] first;
            try (GradientStep step = parts.step(new StepInput(batch, SEED, 0))) {
                first = step.gradients().get(name).dup('c').data().asFloat();
                // As clipping does.
                step.gradients().values().forEach(gradient -> gradient.muli(0.5));
            }
            try (GradientStep step = parts.step(new StepInput(batch, SEED, 0))) {
                assertThat(step.gradients().get(name).dup('c').data().asFloat()).isEqualTo(first);
            }
        }
    }

    @Test
    void a_part_that_is_the_whole_batch_draws_what_the_whole_graph_draws() {
        Batch batch = SmallNet.batch(4, 1);
        FixedData data = new FixedData(List.of(batch));
        EncoderRegularization noise =
                new EncoderRegularization(
                        0.2, 0.1, 0.1, 0, 0, 0.3, 3, 1, 0, 10, 0, FreezeMode.EVAL);
        Map<String, INDArray> own = net.initialWeights(3, noise);
        TrainSettings micro = settings(4, 4, null, noise);
        try (Stepper whole = new WholeGraphStepper(net, own, settings(4, 0, null, noise), 2, data);
                Stepper part = new MicroBatchStepper(net, own, micro, 2, data);
                GradientStep expected = whole.step(new StepInput(batch, SEED, 0));
                GradientStep actual = part.step(new StepInput(batch, SEED, 0))) {
            assertSame(actual, expected);
            // Behind what is compared: a stepper's gradients hold until its next step.
            try (GradientStep other = whole.step(new StepInput(batch, SEED + 1, 0))) {
                assertThat(other.loss()).isNotEqualTo(expected.loss());
            }
        }
    }

    @Test
    void a_frozen_encoder_that_still_drops_out_is_run_in_each_step() {
        Batch batch = SmallNet.batch(4, 1);
        FixedData data = new FixedData(List.of(batch));
        TrainSettings settings = settings(4, 2, null, DROPOUT_IN_FROZEN_ENCODER);
        try (Stepper stepper = steppers(settings, data).of(1);
                GradientStep one = stepper.step(new StepInput(batch, 1, 0));
                GradientStep two = stepper.step(new StepInput(batch, 2, 0))) {
            assertThat(stepper).isInstanceOf(MicroBatchStepper.class);
            assertThat(stepper.trainable())
                    .noneMatch(name -> name.startsWith(GraphNames.ENCODER_PREFIX));
            assertThat(one.loss()).isNotEqualTo(two.loss());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void embeddings_of_a_frozen_encoder_give_the_gradients_of_the_whole_graph(int clips) {
        Batch batch = SmallNet.batch(clips, 1);
        FixedData data = new FixedData(List.of(batch));
        TrainSettings settings = settings(5, 0, null, EncoderRegularization.NONE);
        try (Stepper features = steppers(settings, data).of(1);
                Stepper whole = new WholeGraphStepper(net, weights, settings, 1, data)) {
            assertThat(features).isInstanceOf(FeatureStepper.class);
            features.batches(1, 0, 0).close();
            try (GradientStep expected = whole.step(new StepInput(batch, SEED, 0));
                    GradientStep actual = features.step(new StepInput(batch, SEED, 0))) {
                assertSame(actual, expected);
            }
            assertThat(features.validate().loss()).isCloseTo(whole.validate().loss(), within(1e-5));
        }
    }

    @Test
    void kept_embeddings_give_the_same_bits_and_change_with_the_encoder() {
        Batch batch = SmallNet.batch(4, 1);
        FixedData data = new FixedData(List.of(batch));
        TrainSettings settings = settings(4, 0, null, EncoderRegularization.NONE);
        FeatureCache cache = new FeatureCache(folder, FeatureSettings.of(Map.of("a", "b")));
        double fresh = loss(steppers(settings, data), batch);
        assertThat(loss(steppers(settings, data, cache), batch)).isEqualTo(fresh);
        assertThat(loss(steppers(settings, data, cache), batch)).isEqualTo(fresh);
        assertThat(folder.toFile().list()).hasSize(1);

        INDArray weight = weights.get("encoder/encoder.layers.0.attention.q_proj.weight");
        INDArray before = weight.dup();
        weight.muli(3);
        try {
            double other = loss(steppers(settings, data, cache), batch);
            assertThat(other).isNotEqualTo(fresh);
            assertThat(other).isEqualTo(loss(steppers(settings, data), batch));
            assertThat(folder.toFile().list()).hasSize(2);
        } finally {
            weight.assign(before);
        }
    }

    private static double loss(Steppers steppers, Batch batch) {
        try (Stepper stepper = steppers.of(1)) {
            stepper.batches(1, 0, 0).close();
            try (GradientStep step = stepper.step(new StepInput(batch, SEED, 0))) {
                return step.loss();
            }
        }
    }

    @Test
    void sample_weights_change_the_training_and_not_the_validation() {
        Batch batch = SmallNet.batch(5, 1);
        FixedData data = new FixedData(List.of(batch));
        EncoderRegularization none = EncoderRegularization.NONE;
        try (Stepper plain = steppers(settings(5, 0, null, none), data).of(2);
                Stepper weighed = steppers(settings(5, 0, "kind", none), data).of(2);
                GradientStep one = plain.step(new StepInput(batch, SEED, 0));
                GradientStep two = weighed.step(new StepInput(batch, SEED, 0))) {
            assertThat(two.loss()).isNotEqualTo(one.loss());
            assertThat(weighed.validate().loss()).isEqualTo(plain.validate().loss());
        }
    }
}
