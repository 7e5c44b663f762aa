package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.OwnProcess;
import org.burst4j.run.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
    @TempDir Path folder;

    private static void assertUsageError(Cli.Result result, String... messages) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(messages);
    }

    @Test
    void no_command_shows_the_commands_on_standard_error() {
        assertUsageError(Cli.run(), "Usage: trainer", "predict", "import-onnx", "Exit codes:");
    }

    @Test
    void a_misspelt_command_or_option_gets_a_suggestion() {
        assertUsageError(Cli.run("trian"), "trian", "Did you mean", "train", "--help");
        assertUsageError(
                Cli.run("train", "--dryrun"),
                "--dryrun",
                "--dry-run",
                "Try 'trainer train --help'");
        assertUsageError(Cli.run("predict", "a.wav"), "--model");
        assertUsageError(Cli.run("info", "--format", "xml"), "--format", "xml");
    }

    @Test
    void every_command_that_runs_a_net_takes_an_engine_and_threads() {
        for (String command :
                List.of(
                        "train",
                        "experiment",
                        "demo",
                        "evaluate",
                        "predict",
                        "probe",
                        "ensemble",
                        "significance",
                        "submit")) {
            assertThat(Cli.run(command, "--help").out())
                    .as(command)
                    .contains("--engine=NAME", "--threads=N");
            assertUsageError(Cli.run(command, "--engine", "torch"), "--engine", "torch");
        }
        Cli.Result settings =
                Cli.run("train", "--print-config", "--engine", "samediff", "--threads", "3");
        assertThat(settings.out()).contains("engine: samediff", "recompute: none", "threads: 3");
    }

    @Test
    void a_wrong_setting_gets_a_suggestion() {
        assertUsageError(
                Cli.run("train", "--print-config", "--set", "train.batchSise=8"),
                "there is no setting 'train.batchSise'",
                "Did you mean 'train.batchSize'?");
        assertUsageError(
                Cli.run("train", "--print-config", "--set", "train.stage1.epochs=-1"),
                "epochs is -1");
        assertUsageError(Cli.run("train", "--data", "x"), "no run folder is given");
    }

    @Test
    void printed_settings_are_a_file_that_loads_to_the_same() throws IOException {
        Cli.Result result =
                Cli.run(
                        "train",
                        "--print-config",
                        "--data",
                        "it's here",
                        "--tasks",
                        "high,type",
                        "--seed",
                        "7",
                        "--encoder",
                        "e.onnx",
                        "--threads",
                        "2",
                        "--skip-bad",
                        "--layout",
                        "avb",
                        "--set",
                        "train.stage2.learningRate=1e-4");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, result.out());
        RunConfig config = ConfigFiles.read(file);
        assertThat(config.data().path()).isEqualTo("it's here");
        assertThat(config.data().tasks()).containsExactly("high", "type");
        assertThat(config.seed()).isEqualTo(7);
        assertThat(config.encoder()).isEqualTo("e.onnx");
        assertThat(config.train().stage2().learningRate()).isEqualTo(1e-4);
        assertThat(Cli.run("train", "--print-config", "--config", file.toString()).out())
                .isEqualTo(result.out());
    }

    @Test
    void a_result_that_cannot_be_printed_is_no_success() {
        Writer full =
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        throw new IOException("No space left on device");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        int exitCode =
                Main.commandLine()
                        .setOut(new PrintWriter(full))
                        .setErr(new PrintWriter(Writer.nullWriter()))
                        .execute("train", "--print-config");
        assertThat(exitCode).isEqualTo(6);
    }

    @Test
    void help_and_version_do_not_touch_nd4j() throws Exception {
        for (String word : List.of("--help", "--version")) {
            OwnProcess.Result result =
                    OwnProcess.run(
                            folder,
                            List.of(
                                    "-Xlog:class+load:file=" + folder.resolve("classes.txt"),
                                    "-cp",
                                    OwnProcess.classPath(entry -> true),
                                    Main.class.getName(),
                                    word));
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).contains(word.equals("--help") ? "Usage:" : "Burst4J ");
            assertThat(Files.readString(folder.resolve("classes.txt")))
                    .contains("org.burst4j.cli.Main")
                    .doesNotContain("org.nd4j");
        }
    }
}
