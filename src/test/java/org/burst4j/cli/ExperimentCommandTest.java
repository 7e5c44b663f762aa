package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.model.SmallNet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
    @TempDir static Path common;
    @TempDir Path folder;

    private static Path corpus;

    @BeforeAll
    static void synthesise() {
        corpus = common.resolve("corpus");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, 36, 12, 5, corpus));
    }

    private Cli.Result run(String command, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                command,
                                "--data",
                                corpus.toString(),
                                "--tasks",
                                "high,country",
                                "--out",
                                folder.toString(),
                                "--encoder",
                                SmallNet.encoderFile().toString()));
        for (String setting :
                List.of(
                        "threads=1",
                        "data.maxTrainClips=12",
                        "model.intermediateTasks=[]",
                        "model.headUnits=8",
                        "train.batchSize=6",
                        "train.stage1.epochs=1",
                        "train.stage2.epochs=1")) {
            words.addAll(List.of("--set", setting));
        }
        words.addAll(List.of(more));
        return Cli.run(words.toArray(new String[0]));
    }

    @Test
    void a_dry_run_lists_what_would_be_run_and_writes_nothing() throws IOException {
        Cli.Result result =
                run(
                        "experiment",
                        "--presets",
                        "avb-code/0/5,avb-code/MSE",
                        "--seeds",
                        "2",
                        "--dry-run");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("avb-code/0/5 (seed 43), start: ")
                .contains("avb-code-MSE")
                .contains("    model.taskDefaults.loss: mse\n")
                .contains("4 runs; below each");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void presets_are_trained_and_compared_with_the_paper_s_figures() throws IOException {
        Cli.Result result = run("experiment", "--presets", "avb-paper/-SM,avb-paper/-CW");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("run 1 of 2: avb-paper/-SM (seed 42), start: ")
                .contains("run 2 of 2: avb-paper/-CW (seed 42) is finished")
                .contains("tables: " + folder.resolve("index.html"));
        assertThat(result.out().lines().findFirst().orElseThrow())
                .startsWith("run ")
                .contains("high.ccc", "country.uar", "paper");
        assertThat(result.out()).contains("Baseline", "constant predictor", "noise ceiling");
        for (String shown :
                List.of(
                        result.out(),
                        Files.readString(folder.resolve("results.md")),
                        Files.readString(folder.resolve("index.html")))) {
            assertThat(shown).contains("CCC figures are most likely per clip");
        }
        assertThat(Files.readString(folder.resolve("runs/avb-paper--SM/seed-42/report.html")))
                .contains("Preset", "avb-paper/-SM");
        assertThat(Files.readString(folder.resolve("runs/avb-paper--SM/seed-42/provenance.json")))
                .contains("\"preset\" : \"avb-paper/-SM\"");
        assertThat(Files.readString(folder.resolve("results.csv")))
                .contains("Baseline,,high.ccc,,0.564,,,\n")
                .containsPattern("\navb-paper/-SM,42,high.ccc,-?0\\.\\d+,0\\.654,-?0\\.\\d+,");
        assertThat(folder.resolve("runs/avb-paper--SM/seed-42/report.html")).isNotEmptyFile();
        assertThat(folder.resolve("runs/avb-paper--CW/seed-42/log.txt"))
                .content()
                .contains("stage 2 epoch 1")
                .doesNotContain("avb-paper--SM");

        Cli.Result changed =
                run("experiment", "--presets", "avb-paper/-SM", "--set", "model.headUnits=7");
        assertThat(changed.exitCode()).isEqualTo(2);
        assertThat(changed.err()).contains("model.headUnits=8 -> 7", "--overwrite");
    }

    @Test
    void a_failure_ends_the_command_with_its_code_after_the_tables() {
        Cli.Result result =
                Cli.run(
                        "experiment",
                        "--presets",
                        "avb-paper/-SM",
                        "--data",
                        corpus.toString(),
                        "--models",
                        folder.resolve("none").toString(),
                        "--out",
                        folder.toString());
        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        assertThat(result.out()).contains("failed: encoder data2vec-audio-base");
        assertThat(result.err()).contains("1 of 1 runs are not finished");
        assertThat(folder.resolve("results.md")).isNotEmptyFile();
        Cli.Result none = Cli.run("experiment", "--presets", "avb-paper", "--out", "x");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("no data set is given");
    }

    @Test
    void train_with_seeds_prints_mean_and_deviation() throws IOException {
        Cli.Result result = run("train", "--seeds", "2", "--seed", "5");
        assertThat(result.exitCode()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(0)).matches("metric +mean +deviation +seeds +seed 5 +seed 6");
        assertThat(lines.get(1)).matches("high\\.ccc( +-?\\d\\.\\d{3}){2} +2( +-?\\d\\.\\d{3}){2}");
        assertThat(Files.readString(folder.resolve("seeds.csv")))
                .startsWith("metric,mean,deviation,seeds,seed_5,seed_6\nhigh.ccc,");
        assertThat(folder.resolve("seed-6/summary.json")).isNotEmptyFile();
        assertThat(folder.resolve("features")).isNotEmptyDirectory();
        assertThat(folder.resolve("seed-5/features")).doesNotExist();
        Cli.Result resumed = Cli.run("train", "--resume", "--seeds", "2", "--out", "x");
        assertThat(resumed.exitCode()).isEqualTo(2);
        assertThat(resumed.err()).contains("--resume and --seeds are both given");
    }
}
