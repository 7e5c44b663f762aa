package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.burst4j.ConfigException;
import org.burst4j.audio.AudioDecoder;
import org.burst4j.audio.Pcm;
import org.burst4j.cli.Main;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Split;
import org.burst4j.graph.SafeTensors;
import org.burst4j.model.GraphNames;
import org.burst4j.predict.ClipPrediction;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.report.EpochRow;
import org.burst4j.report.MetricsCsv;
import org.burst4j.task.TaskKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainingRunTest {
    @TempDir static Path folder;

    private static Path corpus;
    private static RunFolder run;
    private static RunSummary summary;

    @BeforeAll
    static void train() {
        corpus = SmallRun.corpus(folder);
        run = new RunFolder(folder.resolve("run"));
        summary = SmallRun.run(SmallRun.config(corpus), run.directory());
    }

    @Test
    void the_folder_holds_everything_that_a_run_writes() throws IOException {
        assertThat(
                        List.of(
                                run.config(),
                                run.provenance(),
                                run.metrics(),
                                run.steps(),
                                run.summary(),
                                run.predictions(),
                                run.report(),
                                run.modelCard(),
                                run.plots().resolve("loss.png"),
                                run.checkpoints().resolve("last.safetensors"),
                                run.checkpoints().resolve("best.safetensors"),
                                run.model().resolve("model.json"),
                                run.model().resolve("model.fb"),
                                run.model().resolve("weights.safetensors")))
                .allSatisfy(path -> assertThat(path).isNotEmptyFile());
        JsonNode json = new ObjectMapper().readTree(run.summary().toFile());
        assertThat(json.get("val").properties().stream().map(Map.Entry::getKey))
                .containsExactly("high.ccc", "culture.ccc", "two.ccc", "type.uar", "country.uar");
        assertThat(json.get("ceiling").get("high.ccc").asDouble()).isBetween(0.8, 1.0);
        assertThat(summary.epochs()).isEqualTo(4);
        assertThat(summary.bestStage()).isEqualTo(2);
        assertThat(Files.readAllLines(run.steps())).hasSize((int) summary.steps() + 1);
    }

    @Test
    void the_score_per_clip_stands_beside_the_official_one() throws IOException {
        assertThat(summary.perClip().keySet()).containsExactly("high", "culture", "two");
        ClipTable table = PreparedData.readTable(SmallRun.config(corpus)).table();
        for (String task : summary.perClip().keySet()) {
            ConstantAnswer oracle =
                    ConstantAnswer.of(task, table.clips(Split.TRAIN), table.clips(Split.VAL));
            assertThat(summary.chancePerClip().get(task))
                    .as(task)
                    .isCloseTo(oracle.perClipCcc(), within(1e-5));
            assertThat(summary.chance().get(task + ".ccc")).as(task).isZero();
            assertThat(oracle.officialCcc()).as(task).isCloseTo(0, within(1e-9));
        }
        assertThat(summary.chancePerClip().get("high")).isGreaterThan(.01);
        EpochRow best = MetricsCsv.read(run.metrics()).get(summary.bestGlobalEpoch() - 1);
        assertThat(best.metrics().get("val/high.ccc_per_clip"))
                .isCloseTo(summary.perClip().get("high"), within(1e-2));
        assertThat(Files.readString(run.report())).contains("CCC<br>per clip");
        assertThat(Files.readString(run.modelCard())).contains("CCC across the outputs");
        assertThat(TrainingRun.table(summary).stream().map(row -> row.get(0)))
                .contains("high.ccc", "culture.ccc", "high.ccc_per_clip")
                .doesNotContain("culture.ccc_per_clip");
        assertThat(best.metrics()).doesNotContainKey("val/culture.ccc_per_clip");
    }

    @Test
    void the_learned_weights_of_the_best_epoch_are_in_the_summary() throws IOException {
        EpochRow best = MetricsCsv.read(run.metrics()).get(summary.bestGlobalEpoch() - 1);
        assertThat(best.best()).isTrue();
        assertThat(summary.taskWeights())
                .isEqualTo(best.taskWeights())
                .containsOnlyKeys("high", "culture", "two", "type", "country");
        summary.sigmas()
                .forEach(
                        (task, sigma) ->
                                assertThat(summary.taskWeights().get(task))
                                        .isCloseTo(1 / (sigma * sigma), within(1e-6)));
        assertThat(summary.taskWeightRatio())
                .isGreaterThan(1)
                .isEqualTo(
                        java.util.Collections.max(summary.taskWeights().values())
                                / java.util.Collections.min(summary.taskWeights().values()));
        assertThat(new ObjectMapper().readTree(run.summary().toFile()).get("taskWeightRatio"))
                .isNotNull();
        assertThat(Files.readString(run.report())).contains("Learned weights at the best epoch");
    }

    @Test
    void training_lowers_the_loss() {
        List<EpochRow> epochs = MetricsCsv.read(run.metrics());
        assertThat(epochs).hasSize(4);
        assertThat(epochs.get(3).trainLoss()).isLessThan(epochs.get(0).trainLoss());
    }

    @Test
    void a_run_killed_in_the_middle_goes_on_to_the_same_bits() throws Exception {
        Path killed = folder.resolve("killed");
        RunFolder second = new RunFolder(killed);
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                "-cp",
                                OwnProcess.classPath(entry -> true),
                                Main.class.getName(),
                                "train",
                                "--out",
                                killed.toString()));
        SmallRun.settings(corpus).forEach(setting -> command.addAll(List.of("--set", setting)));
        Files.createDirectories(folder.resolve("killed-streams"));
        Process process = OwnProcess.start(folder.resolve("killed-streams"), command);
        long enough = summary.steps() * 2 / 3;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (process.isAlive() && lines(second.steps()) <= enough && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertThat(process.isAlive()).as("the run is still under way").isTrue();
        process.destroyForcibly().waitFor();
        assertThat(second.summary()).doesNotExist();

        int exitCode = Main.commandLine().execute("train", "--out", killed.toString(), "--resume");

        assertThat(exitCode).isZero();
        assertSameTensors(
                run.checkpoints().resolve("last.safetensors"),
                second.checkpoints().resolve("last.safetensors"));
        assertThat(Files.readString(second.predictions()))
                .isEqualTo(Files.readString(run.predictions()));
        List<EpochRow> before = MetricsCsv.read(run.metrics());
        List<EpochRow> after = MetricsCsv.read(second.metrics());
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).trainLoss()).isEqualTo(before.get(i).trainLoss());
            assertThat(after.get(i).valLoss()).isEqualTo(before.get(i).valLoss());
            assertThat(after.get(i).metrics()).isEqualTo(before.get(i).metrics());
        }
        assertThat(lines(second.steps())).isEqualTo(lines(run.steps()));
    }

    private static int lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private static void assertSameTensors(Path one, Path other) {
        try (SafeTensors a = SafeTensors.open(one);
                SafeTensors b = SafeTensors.open(other)) {
            assertThat(b.names()).isEqualTo(a.names());
            for (String name : a.names()) {
                assertThat(b.read(name).data().asFloat())
                        .as(name)
                        .isEqualTo(a.read(name).data().asFloat());
            }
        }
    }

    @Test
    void a_run_folder_is_not_written_over_by_accident() {
        assertThatThrownBy(() -> SmallRun.run(SmallRun.config(corpus), run.directory()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not empty");
    }

    @Test
    void file_stream_and_samples_give_the_same_prediction_alone_and_in_company()
            throws IOException {
        List<Path> files = List.of(clip(0), clip(1), clip(2));
        try (VocalBurstModel model = VocalBurstModel.load(run.model())) {
            ClipPrediction fromFile = model.predict(files.get(0));
            Pcm pcm = AudioDecoder.decode(files.get(0));
            ClipPrediction fromSamples = model.predict(pcm, "samples");
            ClipPrediction fromStream;
            try (InputStream in = Files.newInputStream(files.get(0))) {
                fromStream = model.predict(in, "stream");
            }
            ClipPrediction inCompany =
                    model.predict(
                                    List.of("a", "b", "c"),
                                    files.stream().map(model::prepare).toList())
                            .get(0);
            assertThat(fromSamples.tasks()).isEqualTo(fromFile.tasks());
            assertThat(fromStream.tasks()).isEqualTo(fromFile.tasks());
            assertThat(inCompany.embedding()).containsExactly(fromFile.embedding(), within(1e-4f));
            fromFile.tasks()
                    .values()
                    .forEach(
                            task -> {
                                assertThat(task.scores().values())
                                        .allSatisfy(score -> assertThat(score).isBetween(0f, 1f));
                                if (task.task().kind() == TaskKind.CLASSES) {
                                    assertThat(
                                                    task.scores().values().stream()
                                                            .mapToDouble(Float::doubleValue)
                                                            .sum())
                                            .isCloseTo(1, within(1e-5));
                                }
                            });
        }
    }

    private static Path clip(int number) {
        return corpus.resolve(String.format(java.util.Locale.ROOT, "audio/wav/%05d.wav", number));
    }

    @Test
    void the_graph_gives_the_same_scores_in_a_program_that_has_only_nd4j() throws Exception {
        Path work = Files.createDirectories(folder.resolve("embedded"));
        Path source =
                Path.of(System.getProperty("burst4j.projectDirectory", "."))
                        .resolve("samediff-graphs/EmbedModel.java");
        String nd4j = OwnProcess.classPath(OwnProcess::isNd4j);
        assertThat(nd4j).doesNotContain("burst4j").contains("nd4j-api");
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                nd4j,
                                "-d",
                                work.toString(),
                                source.toString());
        assertThat(compiled).isZero();
        float[] expected;
        try (VocalBurstModel model = VocalBurstModel.load(run.model())) {
            float[] samples = model.prepare(clip(0)).samples();
            int bucket = model.manifest().bucketSamples();
            // A whole number of buckets needs no mask, as in the ten-line program.
            float[] whole = java.util.Arrays.copyOf(samples, samples.length / bucket * bucket);
            Nd4j.writeAsNumpy(
                    Nd4j.createFromArray(new float[][] {whole}),
                    work.resolve("samples.npy").toFile());
            expected =
                    model.predict(
                                    List.of("clip"),
                                    List.of(new org.burst4j.audio.Waveform(whole, 16_000, 0)))
                            .get(0)
                            .task("high")
                            .values();
        }
        OwnProcess.Result result =
                OwnProcess.run(
                        work,
                        List.of(
                                "-cp",
                                work + java.io.File.pathSeparator + nd4j,
                                "EmbedModel",
                                run.model().resolve("model.fb").toString(),
                                work.resolve("samples.npy").toString(),
                                GraphNames.score("high")));
        assertThat(result.exitCode()).as(result.err()).isZero();
        float[] printed = new float[expected.length];
        List<String> lines = result.out().strip().lines().toList();
        for (int k = 0; k < printed.length; k++) {
            printed[k] = Float.parseFloat(lines.get(lines.size() - printed.length + k));
        }
        assertThat(printed).containsExactly(expected, within(1e-5f));
    }

    @Test
    void the_weights_file_holds_what_the_graph_computes_with() {
        try (SafeTensors weights = SafeTensors.open(run.model().resolve("weights.safetensors"));
                INDArray bias = weights.read("heads/high/output/bias")) {
            assertThat(bias.length()).isEqualTo(10);
            assertThat(weights.names())
                    .anyMatch(name -> name.startsWith(GraphNames.ENCODER_PREFIX));
        }
    }
}
