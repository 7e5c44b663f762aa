package org.burst4j.run.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.burst4j.RunInterruptedException;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.model.SmallNet;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunConfig;
import org.burst4j.run.RunFolder;
import org.burst4j.run.experiment.RunOutcome.State;
import org.burst4j.train.StepRecord;
import org.burst4j.train.StopSignal;
import org.burst4j.train.TrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
    @TempDir static Path common;
    @TempDir Path folder;

    private static Path corpus;

    @BeforeAll
    static void synthesise() {
        corpus = common.resolve("corpus");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, 36, 12, 5, corpus));
    }

    private static RunConfig config(String... more) {
        List<String> settings =
                new ArrayList<>(
                        List.of(
                                "data.path='" + corpus + "'",
                                "data.tasks=[high, country]",
                                "data.maxTrainClips=12",
                                "encoder='" + SmallNet.encoderFile() + "'",
                                "model.headUnits=8",
                                "threads=1",
                                "train.batchSize=6",
                                "train.stage1.epochs=1",
                                "train.stage2.epochs=1"));
        settings.addAll(List.of(more));
        return ConfigFiles.load(RunConfig.DEFAULTS, null, settings);
    }

    private static ExperimentRun named(String name, String... more) {
        return new ExperimentRun(name, "", Map.of(), config(more));
    }

    /** Remembers what it is told, and asks to stop after a number of steps. */
    private static final class Watcher implements ExperimentObserver, StopSignal {
        final List<String> events = new ArrayList<>();
        private final AtomicInteger steps = new AtomicInteger();
        private final int stopAfter;

        Watcher(int stopAfter) {
            this.stopAfter = stopAfter;
        }

        @Override
        public Watch watch(PlannedRun run, RunAction action, int number) {
            events.add(number + " " + action.kind());
            TrainingListener counter =
                    new TrainingListener() {
                        @Override
                        public void stepDone(StepRecord step) {
                            steps.incrementAndGet();
                        }
                    };
            return new Watch(List.of(counter), done -> {}, () -> events.add(number + " closed"));
        }

        @Override
        public void ended(RunOutcome outcome, int number) {
            events.add(number + " " + outcome.state());
        }

        @Override
        public boolean stopRequested() {
            return steps.get() >= stopAfter;
        }
    }

    private List<RunOutcome> run(ExperimentPlan plan, Watcher watcher, boolean overwrite) {
        ExperimentTable table =
                new ExperimentTable(plan, new TableSettings("T", List.of(), Map.of(), List.of()));
        return new Experiment(plan, watcher, table::write, watcher).run(overwrite, 0);
    }

    private ExperimentPlan plan(ExperimentRun... runs) {
        return ExperimentPlan.of(folder, List.of(runs), 1);
    }

    @Test
    void an_interrupted_experiment_goes_on_to_the_same_scores_and_skips_what_is_finished()
            throws IOException {
        ExperimentPlan plan = plan(named("a"), named("b/1", "train.stage2.learningRate=1e-3"));
        // Each run has 4 steps, 2 a stage.
        Watcher stopping = new Watcher(5);
        assertThatThrownBy(() -> run(plan, stopping, false))
                .isInstanceOf(RunInterruptedException.class);
        assertThat(stopping.events)
                .containsExactly("1 START", "1 closed", "1 FINISHED", "2 START", "2 closed");
        assertThat(states()).containsExactly("finished", "unfinished");
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("| b/1 | – ")
                .contains("| not finished |");

        Watcher going = new Watcher(100);
        List<RunOutcome> outcomes = run(plan, going, false);
        assertThat(going.events)
                .containsExactly("1 FINISHED", "2 RESUME", "2 closed", "2 FINISHED");
        assertThat(states()).containsExactly("finished", "finished");

        ExperimentPlan straight =
                ExperimentPlan.of(
                        folder.resolve("straight"),
                        List.of(named("b/1", "train.stage2.learningRate=1e-3")),
                        1);
        List<RunOutcome> once = run(straight, new Watcher(100), false);
        assertThat(outcomes.get(1).result().scores()).isEqualTo(once.get(0).result().scores());
        assertThat(Files.readString(outcomes.get(1).run().folder().predictions()))
                .isEqualTo(Files.readString(once.get(0).run().folder().predictions()));

        Watcher third = new Watcher(100);
        run(plan, third, false);
        assertThat(third.events).containsExactly("1 FINISHED", "2 FINISHED");
    }

    @Test
    void a_changed_setting_is_refused_by_name_before_anything_is_run() throws IOException {
        run(plan(named("a")), new Watcher(100), false);
        ExperimentPlan changed = plan(named("new"), named("a", "model.headUnits=9"));
        Watcher watcher = new Watcher(100);
        assertThatThrownBy(() -> run(changed, watcher, false))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> {
                            assertThat(e)
                                    .hasMessageContaining("a (seed 42)")
                                    .hasMessageContaining("model.headUnits=8 -> 9");
                            assertThat(e.cure()).contains("--overwrite");
                        });
        assertThat(watcher.events).isEmpty();
        assertThat(folder.resolve("runs/new")).doesNotExist();

        ExperimentPlan alone = plan(named("a", "model.headUnits=9"));
        run(alone, watcher, true);
        assertThat(watcher.events).containsExactly("1 CHANGED", "1 closed", "1 FINISHED");
        Path config = new RunFolder(folder.resolve("runs/a/seed-42")).config();
        assertThat(ConfigFiles.read(config).model().headUnits()).isEqualTo(9);
    }

    @Test
    void settings_that_change_no_number_do_not_matter() {
        run(plan(named("a")), new Watcher(100), false);
        Watcher watcher = new Watcher(100);
        String here = Path.of("").toAbsolutePath().relativize(corpus.toAbsolutePath()).toString();
        run(
                plan(
                        named(
                                "a",
                                "data.cacheMegabytes=7",
                                "train.checkpointMinutes=3",
                                "models=elsewhere",
                                "data.path='" + here + "'",
                                "encoder='"
                                        + SmallNet.encoderFile().getParent()
                                        + "/./"
                                        + SmallNet.encoderFile().getFileName()
                                        + "'")),
                watcher,
                false);
        assertThat(watcher.events).containsExactly("1 FINISHED");
    }

    @Test
    void a_failure_is_recorded_the_others_go_on_and_it_is_tried_again() throws IOException {
        Path encoder = folder.resolve("later.onnx");
        ExperimentPlan plan = plan(named("bad", "encoder='" + encoder + "'"), named("good"));
        ExperimentTable table =
                new ExperimentTable(plan, new TableSettings("T", List.of(), Map.of(), List.of()));
        Experiment experiment =
                new Experiment(plan, ExperimentObserver.NONE, table::write, StopSignal.NEVER);

        List<RunOutcome> outcomes = experiment.run(false, 0);

        assertThat(outcomes.stream().map(RunOutcome::state))
                .containsExactly(State.FAILED, State.FINISHED);
        assertThat(experiment.firstFailure()).isInstanceOf(ModelException.class);
        JsonNode failure = state().get(0).get("failure");
        assertThat(failure.get("error").asText()).isEqualTo("ModelException");
        assertThat(failure.get("exitCode").asInt()).isEqualTo(4);
        assertThat(failure.get("problem").asText()).contains("later.onnx");
        assertThat(Files.readString(folder.resolve("results.md"))).contains("failed: encoder ");

        Files.copy(SmallNet.encoderFile(), encoder);
        Watcher again = new Watcher(100);
        run(plan, again, false);
        assertThat(again.events).containsExactly("1 START", "1 closed", "1 FINISHED", "2 FINISHED");
        assertThat(state().get(0).get("failure").isNull()).isTrue();
    }

    @Test
    void a_failure_that_was_not_foreseen_keeps_no_other_run_from_being_run() throws IOException {
        ExperimentPlan plan = plan(named("bad"), named("good"));
        ExperimentObserver breaking =
                new ExperimentObserver() {
                    @Override
                    public Watch watch(PlannedRun run, RunAction action, int number) {
                        TrainingListener breaker =
                                new TrainingListener() {
                                    @Override
                                    public void stepDone(StepRecord step) {
                                        if (number == 1) {
                                            throw new IllegalStateException("op has no output");
                                        }
                                    }
                                };
                        return new Watch(List.of(breaker), done -> {}, () -> {});
                    }

                    @Override
                    public void ended(RunOutcome outcome, int number) {}
                };
        Experiment experiment = new Experiment(plan, breaking, outcomes -> {}, StopSignal.NEVER);

        assertThat(experiment.run(false, 0).stream().map(RunOutcome::state))
                .containsExactly(State.FAILED, State.FINISHED);

        assertThat(experiment.firstFailure()).isInstanceOf(IllegalStateException.class);
        JsonNode failure = state().get(0).get("failure");
        assertThat(failure.get("error").asText()).isEqualTo("IllegalStateException");
        assertThat(failure.get("problem").asText()).contains("op has no output");
        assertThat(failure.get("exitCode").asInt()).isEqualTo(1);
        ExperimentPlan finished = plan(named("good"));
        Experiment again = new Experiment(finished, breaking, outcomes -> {}, StopSignal.NEVER);
        assertThat(again.run(false, 0)).hasSize(1);
        assertThat(again.run(false, 0)).hasSize(1);
        assertThat(again.firstFailure()).isNull();
    }

    @Test
    void tables_that_cannot_be_written_after_a_run_keep_no_other_run_from_being_run() {
        ExperimentPlan plan = plan(named("a"), named("b"));
        AtomicInteger calls = new AtomicInteger();
        Experiment experiment =
                new Experiment(
                        plan,
                        ExperimentObserver.NONE,
                        outcomes -> {
                            if (calls.incrementAndGet() == 2) {
                                throw new IllegalStateException("no table");
                            }
                        },
                        StopSignal.NEVER);
        assertThat(experiment.run(false, 0))
                .allSatisfy(o -> assertThat(o.state()).isEqualTo(State.FINISHED));
        assertThat(calls).hasValue(3);
        assertThat(experiment.firstFailure()).hasMessage("no table");
        // Finished runs are skipped: nothing fails any more, and nothing is told twice.
        assertThat(experiment.run(false, 0)).hasSize(2);
        assertThat(experiment.firstFailure()).isNull();
    }

    @Test
    void when_the_time_is_over_no_run_begins_and_what_was_begun_can_go_on() throws IOException {
        ExperimentPlan plan = plan(named("a"), named("b"));
        Experiment hurried =
                new Experiment(plan, ExperimentObserver.NONE, outcomes -> {}, StopSignal.NEVER);
        List<RunOutcome> outcomes = hurried.run(false, 1e-5);
        assertThat(outcomes.get(0).state()).isIn(State.UNFINISHED, State.WAITING);
        assertThat(outcomes.get(1).state()).isEqualTo(State.WAITING);
        assertThat(hurried.firstFailure()).isNull();
        assertThat(states()).last().isEqualTo("waiting");
        List<RunOutcome> whole = run(plan, new Watcher(100), false);
        assertThat(whole).allSatisfy(o -> assertThat(o.state()).isEqualTo(State.FINISHED));
    }

    private JsonNode state() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("experiment.json").toFile()).get("runs");
    }

    private List<String> states() throws IOException {
        List<String> states = new ArrayList<>();
        state().forEach(run -> states.add(run.get("state").asText()));
        return states;
    }
}
