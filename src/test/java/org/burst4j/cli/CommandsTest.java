package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.burst4j.model.SmallNet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands one after the other over a small corpus, as a user runs them. */
class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir static Path folder;

    private static Path corpus;
    private static Path run;
    private static String model;
    private static Cli.Result trained;

    @BeforeAll
    static void synthesiseAndTrain() {
        corpus = folder.resolve("exvo");
        run = folder.resolve("run");
        model = run.resolve("model").toString();
        Cli.Result made =
                Cli.run(
                        "synth",
                        "--layout",
                        "exvo",
                        "--clips",
                        "24",
                        "--speakers",
                        "12",
                        "--out",
                        corpus.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out().strip()).isEqualTo(corpus.toString());
        trained = train(corpus, run);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
    }

    private static Cli.Result train(Path data, Path out, String... more) {
        List<String> words =
                new java.util.ArrayList<>(
                        List.of(
                                "train",
                                "--data",
                                data.toString(),
                                "--out",
                                out.toString(),
                                "--encoder",
                                SmallNet.encoderFile().toString()));
        for (String setting :
                List.of(
                        "train.batchSize=6",
                        "train.stage1.epochs=1",
                        "train.stage2.epochs=1",
                        "model.headUnits=8")) {
            words.addAll(List.of("--set", setting));
        }
        words.addAll(List.of(more));
        return Cli.run(words.toArray(new String[0]));
    }

    private static List<Path> clips() throws IOException {
        try (Stream<Path> files = Files.list(corpus.resolve("wav"))) {
            return files.sorted().toList();
        }
    }

    /** A copy of the corpus in which one clip is cut off in its header. */
    private static Path brokenCorpus(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(corpus.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Path clip = copy.resolve(corpus.relativize(clips().get(3)).toString());
        Files.write(clip, Arrays.copyOf(Files.readAllBytes(clip), 30));
        return copy;
    }

    private static void assertFails(Cli.Result result, int exitCode, String... messages) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains("error: ").contains(messages);
    }

    @Test
    void training_prints_scores_only_on_standard_output() {
        assertThat(trained.out().lines().findFirst().orElseThrow()).startsWith("metric  ");
        assertThat(trained.out())
                .contains("emotion.ccc", "country.uar", "age.mae")
                .doesNotContain("stage", "report:");
        assertThat(trained.err()).contains("stage 1 epoch  1", "stage 2 epoch  1", "report: ");
    }

    @Test
    void a_dry_run_writes_nothing() {
        Path out = folder.resolve("dry");
        Cli.Result result = train(corpus, out, "--dry-run");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("training clips", "weights", "gradient norm");
        assertThat(result.out())
                .containsPattern("memory: weights +[0-9]+ MB")
                .containsPattern("memory: gradients +[0-9]+ MB")
                .containsPattern("memory: optimiser +[0-9]+ MB")
                .containsPattern("memory: together +[0-9]+ MB")
                .containsPattern("memory: free +[0-9,]+ MB, by ");
        Cli.Result session = train(corpus, out, "--dry-run", "--engine", "samediff");
        assertThat(session.out()).contains("not known before, engine samediff", "gradient norm");
        assertThat(out).doesNotExist();
    }

    @Test
    void settings_that_do_not_fit_the_net_leave_no_folder() {
        Path out = folder.resolve("unfit");
        for (String wrong :
                List.of(
                        "train.sampleWeights=age",
                        "model.intermediateTasks=[nothing]",
                        "train.stage2.freeze=[layer.99]")) {
            String word = wrong.replaceAll(".*=\\[?|]", "");
            assertFails(train(corpus, out, "--set", wrong), 2, word);
            assertThat(out.resolve("config.yaml")).as(wrong).doesNotExist();
        }
    }

    @Test
    void a_finished_run_is_kept_and_not_resumed_with_other_settings() {
        assertFails(train(corpus, run), 2, "is not empty", "--resume");
        assertFails(train(corpus, run, "--resume"), 2, "but others are given");
        Cli.Result again = Cli.run("train", "--out", run.toString(), "--resume");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).isEqualTo(trained.out());
        assertFails(
                Cli.run("train", "--out", folder.resolve("nothing").toString(), "--resume"),
                2,
                "config.yaml does not exist");
    }

    @Test
    void a_model_is_rated_on_every_split() throws IOException {
        Cli.Result val =
                Cli.run(
                        "evaluate",
                        "--model",
                        model,
                        "--data",
                        corpus.toString(),
                        "--format",
                        "json");
        assertThat(val.exitCode()).as(val.err()).isZero();
        JsonNode scores = JSON.readTree(val.out()).get("scores");
        String country =
                trained.out().lines().filter(l -> l.startsWith("country.uar")).findFirst().get();
        assertThat(country)
                .contains(
                        String.format(
                                java.util.Locale.ROOT,
                                "%.3f",
                                scores.get("country.uar").asDouble()));
        Path table = folder.resolve("all.csv");
        Cli.Result all =
                Cli.run(
                        "evaluate",
                        "--model",
                        model,
                        "--data",
                        corpus.toString(),
                        "--split",
                        "all",
                        "--out",
                        table.toString());
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(Files.readAllLines(table)).hasSize(25);
        assertFails(
                Cli.run(
                        "evaluate",
                        "--model",
                        model,
                        "--data",
                        corpus.toString(),
                        "--split",
                        "dev2"),
                2,
                "there is no split 'dev2'");
    }

    @Test
    void data_that_are_not_there_end_with_3_and_data_that_are_not_named_with_2() {
        assertFails(train(folder.resolve("none"), folder.resolve("x")), 3, "none");
        assertThat(folder.resolve("x")).doesNotExist();
        assertFails(Cli.run("validate-data"), 2, "no data set is given", "--data");
    }

    @Test
    void a_broken_clip_is_listed_and_can_be_left_out() throws IOException {
        Path broken = brokenCorpus("broken");
        String bad = clips().get(3).getFileName().toString();
        assertFails(Cli.run("validate-data", "--data", broken.toString()), 3, "1 problem", bad);
        Cli.Result skipped = Cli.run("validate-data", "--data", broken.toString(), "--skip-bad");
        assertThat(skipped.exitCode()).as(skipped.err()).isZero();
        assertThat(skipped.err()).contains(bad);
        assertThat(skipped.out()).contains("23");
        assertFails(train(broken, folder.resolve("y"), "--dry-run"), 3, bad);
        Cli.Result dry = train(broken, folder.resolve("y"), "--dry-run", "--skip-bad");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out()).containsPattern("clips left out +1\n");
    }

    @Test
    void figures_of_the_labels_are_drawn_and_clipping_is_told() throws IOException {
        Path data = folder.resolve("figured");
        String[] synth = {"synth", "--layout", "exvo", "--clips", "24", "--speakers", "12"};
        Cli.Result made =
                Cli.run(
                        Stream.concat(
                                        Stream.of(synth),
                                        Stream.of("--age-bias", "0.8", "--out", data.toString()))
                                .toArray(String[]::new));
        assertThat(made.exitCode()).as(made.err()).isZero();
        Path figures = folder.resolve("figures");
        Cli.Result result =
                Cli.run(
                        "validate-data",
                        "--data",
                        data.toString(),
                        "--figures",
                        figures.toString(),
                        "--set",
                        "data.oversample=[age,country,emotion]",
                        "--set",
                        "audio.loudness=rms");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("rms -3 dB would clip ")
                .contains("figure: " + figures.resolve("age-by-country.svg"));
        for (String name :
                List.of(
                        "age-by-country",
                        "oversampling-age-by-country",
                        "oversampling-emotion-by-country")) {
            for (String type : List.of(".svg", ".png", ".csv")) {
                assertThat(figures.resolve(name + type)).isNotEmptyFile();
            }
        }
        assertThat(figures.resolve("oversampling-strata.csv"))
                .content()
                .startsWith("age,country,emotion,before,after\n");
        Cli.Result json =
                Cli.run(
                        "validate-data",
                        "--data",
                        data.toString(),
                        "--format",
                        "json",
                        "--set",
                        "audio.loudness=peak");
        assertThat(json.out()).contains("\"clipping\"").contains("\"meanShare\" : 0.0");
        Cli.Result plain = Cli.run("validate-data", "--data", data.toString());
        assertThat(plain.out()).doesNotContain("would clip").doesNotContain("figure:");
        assertFails(
                Cli.run("validate-data", "--data", data.toString(), "--figure-splits", "best"),
                2,
                "--figure-splits names 'best', which is no split");
        assertFails(
                Cli.run(
                        "validate-data",
                        "--data",
                        data.toString(),
                        "--tasks",
                        "emotion",
                        "--figures",
                        figures.toString()),
                3,
                "has no figure");
    }

    @Test
    void predicting_goes_on_after_a_bad_file_and_still_ends_with_3() throws IOException {
        String good = clips().get(0).toString();
        Cli.Result result = Cli.run("predict", "--model", model, good, folder + "/no.wav");
        assertFails(result, 3, "no.wav");
        List<String> rows = result.out().lines().toList();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).startsWith("file,").contains("emotion.Awe", "country,");
        assertThat(rows.get(1)).startsWith(good + ",");
        Cli.Result skipping =
                Cli.run("predict", "--model", model, "--skip-bad", good, folder + "/no.wav");
        assertThat(skipping.exitCode()).isZero();
        assertThat(skipping.out()).isEqualTo(result.out());
        assertThat(skipping.err()).contains("no.wav");
    }

    @Test
    void a_bad_file_in_the_middle_costs_no_row_and_rows_stay_in_the_order_of_the_files()
            throws IOException {
        List<String> words = new java.util.ArrayList<>(List.of("predict", "--model", model));
        List<String> files = new java.util.ArrayList<>();
        clips().forEach(clip -> files.add(clip.toString()));
        Collections.reverse(files);
        files.add(files.size() / 2, folder + "/no.wav");
        words.addAll(files);
        Cli.Result result = Cli.run(words.toArray(new String[0]));
        assertFails(result, 3, "no.wav");
        files.remove(folder + "/no.wav");
        assertThat(result.out().lines().skip(1).map(row -> row.substring(0, row.indexOf(','))))
                .containsExactlyElementsOf(files);
    }

    @Test
    void either_engine_runs_a_net() throws IOException {
        String clip = clips().get(0).toString();
        for (String engine : List.of("planned", "samediff")) {
            Cli.Result predicted = Cli.run("predict", "--model", model, "--engine", engine, clip);
            assertThat(predicted.exitCode()).as(predicted.err()).isZero();
            assertThat(predicted.out().lines()).hasSize(2);
            Cli.Result rated =
                    Cli.run(
                            "evaluate",
                            "--model",
                            model,
                            "--data",
                            corpus.toString(),
                            "--engine",
                            engine,
                            "--threads",
                            "2");
            assertThat(rated.exitCode()).as(rated.err()).isZero();
            assertThat(rated.out()).contains("emotion.ccc");
        }
        assertFails(
                Cli.run("predict", "--model", model, "--engine", "torch", clip),
                2,
                "--engine",
                "torch");
    }

    @Test
    void folders_and_manifests_name_many_files() throws IOException {
        Cli.Result whole = Cli.run("predict", "--model", model, corpus.resolve("wav").toString());
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.out().lines()).hasSize(25);

        Path manifest = folder.resolve("list.csv");
        String name = corpus.getFileName() + "/wav/" + clips().get(5).getFileName();
        Files.writeString(manifest, "\uFEFFname,file\nx," + name + "\n");
        Cli.Result one =
                Cli.run(
                        "predict",
                        "--model",
                        model,
                        "--format",
                        "json",
                        "--embeddings",
                        manifest.toString());
        assertThat(one.exitCode()).as(one.err()).isZero();
        JsonNode row = JSON.readTree(one.out()).get(0);
        assertThat(row.get("embedding")).hasSize(SmallNet.WIDTH);
        assertThat(row.get("country").get("probabilities")).hasSize(4);

        Files.writeString(manifest, "name,file\nx\n");
        assertFails(
                Cli.run("predict", "--model", model, manifest.toString()),
                3,
                "line 2, has no entry in the column 'file'");
        Files.writeString(manifest, "name,path\nx,y\n");
        assertFails(
                Cli.run("predict", "--model", model, manifest.toString()), 3, "no column 'file'");
        assertFails(
                Cli.run("predict", "--model", model, folder + "/none.csv"),
                3,
                "none.csv cannot be read");
    }

    @Test
    void damaged_models_and_encoders_end_with_4() throws IOException {
        Path onnx = folder.resolve("bad.onnx");
        Files.write(onnx, new byte[] {1, 2, 3, 4, 5});
        assertFails(Cli.run("import-onnx", onnx.toString()), 4, "bad.onnx");
        assertFails(Cli.run("import-onnx", folder + "/no.onnx"), 4, "does not exist");
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        String clip = clips().get(0).toString();
        assertFails(
                Cli.run("predict", "--model", bundle.toString(), clip), 4, "is not a model bundle");
        Files.copy(run.resolve("model/model.json"), bundle.resolve("model.json"));
        Files.write(bundle.resolve("model.fb"), new byte[100]);
        assertFails(Cli.run("predict", "--model", bundle.toString(), clip), 4, "model.fb");
    }

    @Test
    void everything_that_is_written_can_be_inspected() throws IOException {
        Path graph = folder.resolve("encoder.fb");
        Cli.Result imported =
                Cli.run(
                        "import-onnx",
                        SmallNet.encoderFile().toString(),
                        "--out",
                        graph.toString(),
                        "--hidden-states",
                        "--format",
                        "json");
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(JSON.readTree(imported.out()).get("hiddenSize").asInt()).isEqualTo(16);
        assertThat(imported.out()).contains("hidden_states/0", "hidden_states/1");
        assertThat(inspect(run)).contains("task emotion", "made by: seed", "val country.uar");
        assertThat(inspect(run.resolve("model"))).isEqualTo(inspect(run));
        assertThat(inspect(graph)).contains("attention_mask", "last_hidden_state");
        assertThat(inspect(run.resolve("model/model.fb"))).contains("country/score");
        assertThat(inspect(run.resolve("model/weights.safetensors")))
                .contains("heads/country/output/bias", "[4]");
        assertThat(inspect(run.resolve("checkpoints/best.safetensors")))
                .contains("burst4j.checkpoint_version");
        assertThat(inspect(SmallNet.encoderFile())).contains("data2vec-audio");
        assertFails(Cli.run("inspect", folder + "/no.fb"), 2, "no.fb does not exist");
        assertFails(Cli.run("inspect", run.resolve("summary.json").toString()), 2, "is of no kind");
    }

    private static String inspect(Path path) {
        Cli.Result result = Cli.run("inspect", path.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void info_names_back_end_and_versions() throws IOException {
        Cli.Result result = Cli.run("info", "--format", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(JSON.readTree(result.out()).get("nd4j backend").asText()).contains("Backend");
    }
}
