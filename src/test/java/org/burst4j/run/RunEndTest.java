package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.burst4j.EnvironmentException;
import org.burst4j.RunInterruptedException;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.model.SmallNet;
import org.burst4j.report.MetricsCsv;
import org.burst4j.train.EpochRecord;
import org.burst4j.train.StepRecord;
import org.burst4j.train.StopSignal;
import org.burst4j.train.TrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves that ends at a bad moment: two stages of one epoch of two steps each. */
class RunEndTest {
    @TempDir static Path common;
    @TempDir Path folder;

    private static Path corpus;

    @BeforeAll
    static void synthesise() {
        corpus = common.resolve("corpus");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, 36, 12, 5, corpus));
        Backend.start(1);
    }

    private static TrainingRun run(
            RunFolder place, TrainingListener listener, StopSignal stop, String... more) {
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
        return new TrainingRun(
                ConfigFiles.load(RunConfig.DEFAULTS, null, settings),
                place,
                List.of(listener),
                done -> {},
                stop);
    }

    private static final TrainingListener NOBODY = new TrainingListener() {};

    @Test
    void a_run_killed_between_best_and_last_checkpoint_can_end_by_its_time_limit()
            throws IOException {
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        RunSummary expected = run(whole, NOBODY, StopSignal.NEVER).start(false, 0);
        assertThat(expected.bestGlobalEpoch()).isEqualTo(2);
        RunFolder killed = new RunFolder(folder.resolve("killed"));
        AtomicInteger steps = new AtomicInteger();
        TrainingListener counter =
                new TrainingListener() {
                    @Override
                    public void stepDone(StepRecord step) {
                        steps.incrementAndGet();
                    }
                };
        TrainingRun stopped = run(killed, counter, () -> steps.get() >= 3);
        assertThatThrownBy(() -> stopped.start(false, 0))
                .isInstanceOf(RunInterruptedException.class);
        Files.copy(
                whole.checkpoints().resolve("best.safetensors"),
                killed.checkpoints().resolve("best.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);

        RunSummary summary = run(killed, NOBODY, StopSignal.NEVER).resume(1e-9);

        assertThat(MetricsCsv.read(killed.metrics())).hasSize(1);
        assertThat(summary.finished()).isFalse();
        assertThat(summary.bestGlobalEpoch()).isEqualTo(2);
        assertThat(summary.taskWeights())
                .isEqualTo(expected.taskWeights())
                .containsOnlyKeys("high", "country");
        assertThat(summary.sigmas()).isEqualTo(expected.sigmas());
        assertThat(summary.taskWeightRatio()).isEqualTo(expected.taskWeightRatio());
        assertThat(summary.val()).isEqualTo(expected.val());
    }

    @Test
    void fixed_weights_have_no_ratio() {
        RunFolder place = new RunFolder(folder.resolve("fixed"));
        RunSummary summary =
                run(
                                place,
                                NOBODY,
                                StopSignal.NEVER,
                                "model.weighting=fixed",
                                "model.perTask.high.weight=3")
                        .start(false, 0);
        assertThat(summary.taskWeights()).containsEntry("high", 3.0).containsEntry("country", 1.0);
        assertThat(summary.sigmas()).isEmpty();
        assertThat(summary.taskWeightRatio()).isNull();
        assertThat(summary.splitFromSeed()).isFalse();
    }

    @Test
    void the_summary_is_written_last() throws IOException {
        RunFolder place = new RunFolder(folder.resolve("run"));
        // A folder stands where the report is to be written.
        TrainingListener inTheWay =
                new TrainingListener() {
                    @Override
                    public void epochDone(EpochRecord epoch) {
                        place.report().resolve("x").toFile().mkdirs();
                    }
                };
        assertThatThrownBy(() -> run(place, inTheWay, StopSignal.NEVER).start(false, 0))
                .isInstanceOf(EnvironmentException.class);
        assertThat(place.summary()).doesNotExist();
        Files.delete(place.report().resolve("x"));
        Files.delete(place.report());
        assertThat(run(place, NOBODY, StopSignal.NEVER).resume(0).finished()).isTrue();
        assertThat(place.report()).isNotEmptyFile();
        assertThat(place.modelCard()).isNotEmptyFile();
        assertThat(place.summary()).isNotEmptyFile();
    }
}
