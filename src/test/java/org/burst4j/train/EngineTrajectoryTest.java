package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.burst4j.data.Batch;
import org.burst4j.data.TaskSchedule;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.model.Burst2VecSettings;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.FreezeMode;
import org.burst4j.model.LayerRule;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.PoolingRule;
import org.burst4j.model.ReversalReach;
import org.burst4j.model.ReversalRule;
import org.burst4j.model.SmallNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.train.optim.AdamW;
import org.burst4j.train.optim.Gradients;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ten steps of AdamW lead both engines to the same place, whatever is drawn on the way. */
class EngineTrajectoryTest {
    private static final int STEPS = 10;
    private static final double LEARNING_RATE = 1e-3;
    private static final double WEIGHT_DECAY = 0.01;
    private static final double CLIP_NORM = 0.5;
    private static final double TOLERANCE = 1e-4;

    /** The softmax takes a key's bias out: its gradient is noise, which AdamW makes steps of. */
    private static final String KEY_BIAS = "k_proj.bias";

    private static final EncoderRegularization NOISY =
            new EncoderRegularization(
                    0.1, 0.1, 0.1, 0.1, 0.3, 0.2, 1, 1, 0.2, 3, 1, FreezeMode.TRAIN);

    private static OnnxEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    /**
     * How to train.
     *
     * @param stepper what it must be computed by
     */
    private record Way(
            NetKind kind,
            int microBatchSize,
            int stage,
            List<String> freeze,
            EncoderRegularization noise,
            Class<? extends Stepper> stepper) {

        TrainSettings settings(EngineKind engine, Recompute recompute) {
            return new TrainSettings(
                    5,
                    microBatchSize,
                    TaskSchedule.JOINT,
                    false,
                    "kind",
                    TrainSettings.NO_CACHE,
                    WEIGHT_DECAY,
                    CLIP_NORM,
                    0,
                    Monitor.LOSS,
                    10,
                    engine,
                    recompute,
                    noise,
                    new StageSettings(1, LEARNING_RATE, ScheduleRule.CONSTANT, 0, 0, true),
                    new StageSettings(
                            1,
                            LEARNING_RATE,
                            ScheduleRule.CONSTANT,
                            0,
                            0,
                            PatienceRule.AT,
                            false,
                            freeze,
                            Map.of(),
                            1));
        }
    }

    /** What came of it. */
    private record Outcome(
            List<Double> losses, Map<String, float[]> weights, OptionalLong plannedBytes) {}

    static Stream<Way> ways() {
        Class<WholeGraphStepper> whole = WholeGraphStepper.class;
        Class<MicroBatchStepper> parts = MicroBatchStepper.class;
        EncoderRegularization none = EncoderRegularization.NONE;
        List<String> all = List.of();
        return Stream.of(
                new Way(NetKind.HEADS, 0, 2, all, NOISY, whole),
                new Way(NetKind.BURST2VEC, 0, 2, all, NOISY, whole),
                new Way(NetKind.HEADS, 2, 2, all, NOISY, parts),
                new Way(NetKind.BURST2VEC, 2, 2, all, NOISY, parts),
                new Way(NetKind.HEADS, 0, 2, List.of("convs"), NOISY, whole),
                new Way(NetKind.HEADS, 0, 1, all, NOISY, whole),
                new Way(NetKind.BURST2VEC, 2, 1, all, NOISY, parts),
                // A learned sum of layers would have to be computed anew in each step.
                new Way(NetKind.BURST2VEC, 0, 1, all, none, FeatureStepper.class));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void both_engines_train_alike(Way way) {
        Outcome planned = train(way, EngineKind.PLANNED, Recompute.NONE, STEPS);
        Outcome session = train(way, EngineKind.SAMEDIFF, Recompute.NONE, STEPS);
        assertThat(session.plannedBytes()).isEmpty();
        if (way.stepper() != FeatureStepper.class) {
            assertThat(planned.plannedBytes()).as("planned at all").isPresent();
        }
        for (int step = 0; step < STEPS; step++) {
            double expected = session.losses().get(step);
            assertThat(planned.losses().get(step))
                    .as("loss of step " + step)
                    .isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
        }
        assertThat(planned.weights()).containsOnlyKeys(session.weights().keySet());
        session.weights()
                .forEach(
                        (name, expected) -> {
                            if (!name.endsWith(KEY_BIAS)) {
                                assertClose(name, planned.weights().get(name), expected);
                            }
                        });
    }

    private static void assertClose(String name, float[] found, float[] expected) {
        double square = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            square += (double) expected[i] * expected[i];
            difference += Math.pow((double) found[i] - expected[i], 2);
        }
        assertThat(Math.sqrt(difference))
                .as(name + " of norm " + Math.sqrt(square))
                .isLessThanOrEqualTo(TOLERANCE * Math.sqrt(square));
    }

    @ParameterizedTest
    @EnumSource(NetKind.class)
    void what_is_computed_twice_changes_no_bit(NetKind kind) {
        for (int microBatchSize : new int[] {0, 2}) {
            Class<? extends Stepper> stepper =
                    microBatchSize == 0 ? WholeGraphStepper.class : MicroBatchStepper.class;
            Way way = new Way(kind, microBatchSize, 2, List.of(), NOISY, stepper);
            Outcome none = train(way, EngineKind.PLANNED, Recompute.NONE, 4);
            for (Recompute recompute : List.of(Recompute.CONVS, Recompute.ALL)) {
                Outcome again = train(way, EngineKind.PLANNED, recompute, 4);
                assertThat(again.plannedBytes().orElseThrow())
                        .as("memory with " + recompute)
                        .isLessThan(none.plannedBytes().orElseThrow());
                assertThat(again.losses()).as("losses with %s", recompute).isEqualTo(none.losses());
                none.weights()
                        .forEach(
                                (name, expected) ->
                                        assertThat(again.weights().get(name))
                                                .as("%s with %s", name, recompute)
                                                .containsExactly(expected));
            }
        }
    }

    /** As the trainer does its steps. */
    private static Outcome train(Way way, EngineKind engine, Recompute recompute, int steps) {
        MultitaskNet net = net(way.kind());
        TrainSettings settings = way.settings(engine, recompute);
        Map<String, INDArray> weights = net.initialWeights(3, way.noise());
        List<Batch> batches = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            // Two sizes, so that plans change; a batch a task where tasks alternate.
            Batch batch = SmallNet.batch(5 - step % 2, step);
            boolean joint = way.kind() == NetKind.HEADS;
            batches.add(batch.forTask(joint ? null : net.tasks().get(step % 3).name()));
        }
        FixedData data = new FixedData(batches);
        Steppers steppers =
                new Steppers(
                        net,
                        weights,
                        settings,
                        data,
                        FeatureCache.NONE,
                        StopSignal.NEVER,
                        (clips, of) -> {});
        List<Double> losses = new ArrayList<>();
        Map<String, float[]> numbers = new LinkedHashMap<>();
        OptionalLong plannedBytes;
        try (Stepper stepper = steppers.of(way.stage());
                AdamW optimiser = new AdamW(AdamW.Options.DEFAULTS)) {
            assertThat(stepper).isInstanceOf(way.stepper());
            stepper.batches(way.stage(), 0, 0).close();
            StepInput input = null;
            for (int step = 0; step < steps; step++) {
                input = new StepInput(batches.get(step), 1000 + step, (double) step / steps);
                try (GradientStep result = stepper.step(input)) {
                    losses.add(result.loss());
                    double norm = Gradients.globalNorm(result.gradients());
                    double factor = Gradients.clipFactor(norm, CLIP_NORM);
                    result.gradients()
                            .forEach(
                                    (name, gradient) ->
                                            optimiser.step(
                                                    name,
                                                    weights.get(name),
                                                    gradient,
                                                    LEARNING_RATE,
                                                    WEIGHT_DECAY,
                                                    factor));
                }
            }
            plannedBytes = stepper.plannedBytes(input);
        }
        weights.forEach((name, array) -> numbers.put(name, array.dup('c').data().asFloat()));
        weights.values().forEach(INDArray::close);
        return new Outcome(losses, numbers, plannedBytes);
    }

    private static MultitaskNet net(NetKind kind) {
        boolean adversaries = kind == NetKind.BURST2VEC;
        ModelSettings settings =
                new ModelSettings(
                        kind,
                        SmallNet.HEAD_UNITS,
                        MaskUse.ALWAYS,
                        PoolingRule.VALID,
                        adversaries ? LayerRule.LAST : LayerRule.WEIGHTED,
                        adversaries ? WeightingRule.FIXED : WeightingRule.UNCERTAINTY,
                        adversaries ? List.of() : List.of("kind"),
                        true,
                        new Burst2VecSettings(
                                16,
                                0.1,
                                false,
                                12,
                                0.5,
                                0.25,
                                ReversalRule.RAMP,
                                1,
                                ReversalReach.ALL),
                        TaskSettings.DEFAULTS,
                        Map.of());
        return new MultitaskNet(encoder, settings, SmallNet.specs(settings));
    }
}
