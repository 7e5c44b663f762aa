package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.RunInterruptedException;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.data.TaskSchedule;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.model.Burst2VecSettings;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.LayerRule;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.NetKind;
import org.burst4j.model.PoolingRule;
import org.burst4j.model.RegressionLoss;
import org.burst4j.model.ReversalReach;
import org.burst4j.model.ReversalRule;
import org.burst4j.model.SmallNet;
import org.burst4j.model.TaskSettings;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training on batches that are for one task each, validated after every few steps. */
class TaskBatchesTest {
    private static final List<String> TURNS = List.of("emotions", "age", "kind", "emotions", "age");
    private static final int EVERY = 3;

    private static OnnxEncoder encoder;

    @TempDir Path folder;

    private final List<StepRecord> steps = new ArrayList<>();
    private final List<EpochRecord> rounds = new ArrayList<>();
    private final TrainingListener recorder =
            new TrainingListener() {
                @Override
                public void stepDone(StepRecord step) {
                    steps.add(step);
                }

                @Override
                public void epochDone(EpochRecord epoch) {
                    rounds.add(epoch);
                }
            };

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private static MultitaskNet net(NetKind kind, double alpha2, ReversalRule rule) {
        ModelSettings settings =
                new ModelSettings(
                        kind,
                        6,
                        MaskUse.AS_EXPORTED,
                        PoolingRule.VALID,
                        LayerRule.LAST,
                        WeightingRule.FIXED,
                        List.of(),
                        true,
                        new Burst2VecSettings(
                                6, 0.2, false, 4, 0.5, alpha2, rule, 1, ReversalReach.ALL),
                        TaskSettings.DEFAULTS,
                        Map.of(
                                "age",
                                new TaskSettings(RegressionLoss.MAE, null, null, null, null)));
        return new MultitaskNet(encoder, settings, SmallNet.specs(settings));
    }

    /** Five batches an epoch, the tasks taking turns. */
    private static FixedData data() {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < TURNS.size(); i++) {
            batches.add(SmallNet.batch(4, i).forTask(TURNS.get(i)));
        }
        return new FixedData(batches);
    }

    private static StageSettings stage(int epochs, int patience, double rate) {
        return stage(epochs, patience, rate, false);
    }

    private static StageSettings stage(int epochs, int patience, double rate, boolean frozen) {
        return new StageSettings(epochs, rate, ScheduleRule.CONSTANT, 0, patience, frozen);
    }

    private static TrainSettings settings(
            int microBatchSize, int every, String monitor, StageSettings stage) {
        return new TrainSettings(
                4,
                microBatchSize,
                TaskSchedule.ROUND_ROBIN,
                true,
                null,
                null,
                0,
                0,
                every,
                new Monitor(monitor),
                10,
                EngineKind.PLANNED,
                Recompute.NONE,
                EncoderRegularization.NONE,
                stage(0, 0, 1),
                stage);
    }

    private Trainer trainer(MultitaskNet net, TrainSettings settings, String run, StopSignal stop) {
        return new Trainer(
                net,
                settings,
                11,
                data(),
                new Checkpoints(folder.resolve(run)),
                List.of(recorder),
                stop);
    }

    private static Map<String, float[]> numbers(Map<String, INDArray> weights) {
        Map<String, float[]> copy = new LinkedHashMap<>();
        weights.forEach((name, array) -> copy.put(name, array.dup('c').data().asFloat()));
        return copy;
    }

    @Test
    void a_measured_step_is_the_first_task_s_as_a_trained_one_is() {
        MultitaskNet net = net(NetKind.HEADS, 0, ReversalRule.CONSTANT);
        TrainSettings settings = settings(0, 0, "emotions.ccc", stage(1, 0, 1e-3));
        List<Clip> clips = SmallNet.batch(4, 0).clips();
        Map<String, String> facts =
                OneStep.measure(
                        net, net.initialWeights(3), settings, data(), clips, memory -> true);
        trainer(net, settings, "run", () -> false).run(net.initialWeights(3), false);
        assertThat(steps.get(0).taskLosses()).containsOnlyKeys("emotions");
        assertThat(facts)
                .containsEntry("loss", String.format(Locale.ROOT, "%.4f", steps.get(0).loss()));
        TrainSettings joint =
                new TrainSettings(4, 0, 0, Monitor.LOSS, 10, stage(0, 0, 1), settings.stage2());
        assertThat(
                        OneStep.measure(
                                        net,
                                        net.initialWeights(3),
                                        joint,
                                        data(),
                                        clips,
                                        memory -> true)
                                .get("loss"))
                .isNotEqualTo(facts.get("loss"));
    }

    @Test
    void a_validation_follows_each_so_many_steps_and_the_last() {
        MultitaskNet net = net(NetKind.BURST2VEC, 0.25, ReversalRule.CONSTANT);
        TrainerState end =
                trainer(
                                net,
                                settings(0, EVERY, "emotions.ccc", stage(2, 0, 1e-3)),
                                "run",
                                () -> false)
                        .run(net.initialWeights(3), false);
        assertThat(rounds).extracting(EpochRecord::globalStep).containsExactly(3L, 6L, 9L, 10L);
        assertThat(rounds).extracting(EpochRecord::epoch).containsExactly(1, 2, 2, 2);
        assertThat(rounds).extracting(EpochRecord::globalEpoch).containsExactly(1, 2, 3, 4);
        assertThat(end.globalEpoch()).isEqualTo(4);
        int best = end.bestGlobalEpoch();
        assertThat(rounds.get(best - 1).validation().headline().get("emotions.ccc"))
                .isEqualTo(
                        rounds.stream()
                                .mapToDouble(r -> r.validation().headline().get("emotions.ccc"))
                                .max()
                                .getAsDouble());
        // The second round has steps 4 to 6: emotions, age, emotions.
        assertThat(rounds.get(1).trainTaskLosses().keySet())
                .containsExactlyInAnyOrder("emotions", "age");
        assertThat(rounds.get(1).trainTaskLosses().get("emotions"))
                .isCloseTo(
                        (steps.get(3).taskLosses().get("emotions")
                                        + steps.get(5).taskLosses().get("emotions"))
                                / 2,
                        within(1e-12));
        assertThat(rounds.get(1).terms())
                .containsKeys("age/adversarial", "emotions/discriminatorAccuracy")
                .doesNotContainKey("kind/shared");
        assertThat(rounds.get(1).trainLoss())
                .isCloseTo(
                        steps.subList(3, 6).stream()
                                .mapToDouble(StepRecord::loss)
                                .average()
                                .getAsDouble(),
                        within(1e-12));
    }

    @Test
    void patience_counts_validations() {
        MultitaskNet net = net(NetKind.BURST2VEC, 0.25, ReversalRule.CONSTANT);
        trainer(net, settings(0, 1, "loss", stage(2, 2, 1e-30)), "run", () -> false)
                .run(net.initialWeights(3), false);
        assertThat(rounds).extracting(EpochRecord::best).containsExactly(true, false, false);
        assertThat(steps).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void a_step_moves_no_weight_that_has_no_part_in_its_task(int microBatchSize) {
        for (NetKind kind : NetKind.values()) {
            MultitaskNet net = net(kind, 0, ReversalRule.CONSTANT);
            Map<String, INDArray> weights = net.initialWeights(3);
            List<Map<String, float[]>> after = new ArrayList<>(List.of(numbers(weights)));
            TrainingListener watch =
                    new TrainingListener() {
                        @Override
                        public void stepDone(StepRecord step) {
                            after.add(numbers(weights));
                        }
                    };
            new Trainer(
                            net,
                            settings(microBatchSize, EVERY, "loss", stage(2, 0, 1e-3)),
                            11,
                            data(),
                            new Checkpoints(folder.resolve(kind + "" + microBatchSize)),
                            List.of(watch),
                            StopSignal.NEVER)
                    .run(weights, false);
            for (int step = 0; step < 10; step++) {
                String task = TURNS.get(step % TURNS.size());
                Map<String, float[]> before = after.get(step);
                after.get(step + 1)
                        .forEach(
                                (name, values) -> {
                                    boolean other =
                                            TURNS.stream()
                                                    .filter(turn -> !turn.equals(task))
                                                    .anyMatch(turn -> name.contains(turn + "/"));
                                    if (other) {
                                        assertThat(values)
                                                .as(task + " " + name)
                                                .isEqualTo(before.get(name));
                                    } else if (name.endsWith("/weight")
                                            && name.contains(task + "/")) {
                                        assertThat(values)
                                                .as(task + " " + name)
                                                .isNotEqualTo(before.get(name));
                                    }
                                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "2, false", "0, true"})
    void an_interrupted_run_goes_on_to_the_bits_of_one_that_was_not(
            int microBatchSize, boolean frozen) {
        MultitaskNet net = net(NetKind.BURST2VEC, 0.25, ReversalRule.RAMP);
        TrainSettings settings =
                settings(microBatchSize, EVERY, "emotions.ccc", stage(2, 0, 1e-3, frozen));
        Map<String, INDArray> whole = net.initialWeights(3);
        trainer(net, settings, "whole", StopSignal.NEVER).run(whole, false);
        List<StepRecord> wholeSteps = List.copyOf(steps);
        List<EpochRecord> wholeRounds = List.copyOf(rounds);
        steps.clear();
        rounds.clear();
        // Within a round, before a validation, at an epoch's end, before the last validation.
        for (int stopAfter : new int[] {2, 3, 5, 10}) {
            Map<String, INDArray> weights = net.initialWeights(3);
            boolean resume = stopAfter > 2;
            assertThatThrownBy(
                            () ->
                                    trainer(net, settings, "parts", () -> steps.size() >= stopAfter)
                                            .run(weights, resume))
                    .isInstanceOf(RunInterruptedException.class)
                    .hasMessageContaining("after step " + stopAfter);
        }
        Map<String, INDArray> weights = net.initialWeights(3);
        trainer(net, settings, "parts", StopSignal.NEVER).run(weights, true);
        Map<String, float[]> expected = numbers(whole);
        numbers(weights)
                .forEach(
                        (name, values) ->
                                assertThat(values).as(name).isEqualTo(expected.get(name)));
        assertThat(steps).extracting(StepRecord::terms).isEqualTo(terms(wholeSteps));
        assertThat(rounds).extracting(EpochRecord::terms).isEqualTo(roundTerms(wholeRounds));
        assertThat(rounds).extracting(EpochRecord::globalStep).containsExactly(3L, 6L, 9L, 10L);
    }

    private static List<Map<String, Double>> terms(List<StepRecord> records) {
        return records.stream().map(StepRecord::terms).toList();
    }

    private static List<Map<String, Double>> roundTerms(List<EpochRecord> records) {
        return records.stream().map(EpochRecord::terms).toList();
    }

    @Test
    void a_discriminator_needs_batches_of_one_task() {
        MultitaskNet net = net(NetKind.BURST2VEC, 0.25, ReversalRule.CONSTANT);
        TrainSettings joint =
                new TrainSettings(4, 0, 0, Monitor.LOSS, 10, stage(0, 0, 1), stage(2, 0, 1e-3));
        assertThatThrownBy(
                        () -> Trainer.requireSettings(net, joint, net.initialWeights(1).keySet()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.taskSchedule is joint");
    }

    @Test
    void a_monitor_that_the_run_does_not_compute_is_refused_before_it_begins() {
        MultitaskNet net = net(NetKind.BURST2VEC, 0.25, ReversalRule.CONSTANT);
        TrainSettings settings = settings(0, EVERY, "emotion.ccc", stage(2, 0, 1e-3));
        assertThatThrownBy(
                        () ->
                                Trainer.requireSettings(
                                        net, settings, net.initialWeights(1).keySet()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.monitor is 'emotion.ccc'")
                .hasMessageContaining("does not compute");
        assertThat(new Monitor("age.mae").value(result("age.mae", 3))).isEqualTo(3);
        assertThat(new Monitor("age.ccc").value(result("age.ccc", 0.5))).isEqualTo(-0.5);
        assertThat(new Monitor("age.ccc").value(result("age.mae", 3))).isNaN();
        assertThatThrownBy(() -> new Monitor(" ")).isInstanceOf(ConfigException.class);
    }

    private static EvaluationResult result(String key, double score) {
        return new EvaluationResult(
                0, Map.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(key, score));
    }
}
