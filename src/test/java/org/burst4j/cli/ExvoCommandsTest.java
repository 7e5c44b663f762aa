package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Split;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.burst4j.graph.SafeTensors;
import org.burst4j.model.ModelBundle;
import org.burst4j.model.ModelManifest;
import org.burst4j.model.PoolingRule;
import org.burst4j.onnx.MaskUse;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.PreparedData;
import org.burst4j.run.RunConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The ExVo challenge from training to submission, over a small corpus and a small encoder. */
class ExvoCommandsTest {
    private static final String HEADER =
            "File_ID,Country,Age,Awe,Excitement,Amusement,Awkwardness,Fear,Horror,Distress,Triumph,"
                    + "Sadness,Surprise";

    @TempDir static Path folder;

    private static Path corpus;
    private static Path experiment;
    private static Path models;
    private static Cli.Result trained;

    @BeforeAll
    static void runAnEnsemble() {
        corpus = folder.resolve("corpus");
        experiment = folder.resolve("experiment");
        SyntheticCorpus.write(new SynthConfig(SynthLayout.EXVO, 48, 24, 5, corpus));
        models = encoders();
        trained = experiment();
    }

    /** A small encoder of each topology of the presets, under their names. */
    private static Path encoders() {
        Path folder = ExvoCommandsTest.folder.resolve("models");
        try {
            Files.createDirectories(folder);
            for (String name :
                    List.of("wav2vec2-large-960h", "hubert-base-ls960", "hubert-large-ls960-ft")) {
                String resource = "/org/burst4j/onnx/encoders/" + name + "/torchscript-17.onnx";
                try (InputStream in = ExvoCommandsTest.class.getResourceAsStream(resource)) {
                    Files.copy(in, folder.resolve(name + ".onnx"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static Cli.Result experiment(String... more) {
        List<String> words = new ArrayList<>(List.of("experiment"));
        words.addAll(List.of("--presets", "exvo-paper/Ensemble A,exvo-paper/V4"));
        words.addAll(List.of("--data", corpus.toString(), "--out", experiment.toString()));
        for (String setting :
                List.of(
                        "threads=1",
                        "models='" + models + "'",
                        "model.burst2vec.projectionUnits=8",
                        "model.headUnits=8",
                        "data.maxTrainClips=16",
                        "train.batchSize=8",
                        "train.validateEverySteps=0",
                        "train.stage2.learningRate=1e-3",
                        "train.stage2.epochs=1")) {
            words.addAll(List.of("--set", setting));
        }
        words.addAll(List.of(more));
        return Cli.run(words.toArray(String[]::new));
    }

    private static Path run(String row) {
        return experiment.resolve("runs/exvo-paper-" + row + "/seed-42");
    }

    private static Path ensemble() {
        return experiment.resolve("ensembles/exvo-paper-Ensemble-A/seed-42");
    }

    @Test
    void members_are_trained_joined_compared_and_tested() throws IOException {
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("run 5 of 5: exvo-paper/V4 (seed 42) is finished")
                .contains("exvo-paper/Ensemble A (seed 42) is joined: " + ensemble());
        assertThat(trained.out().lines().findFirst().orElseThrow())
                .containsPattern(
                        "run +emotion.ccc +per clip +paper +country.uar +paper +age.mae +paper +s_mtl +paper");
        assertThat(trained.out())
                .containsPattern("Baseline .* 0\\.349\\*? ")
                .containsPattern("exvo-paper/Ensemble A .* 0\\.465");
        String text = Files.readString(experiment.resolve("results.md"));
        assertThat(text)
                .contains("* Ensembles joined: 1 of 1\n", "## Tests between the rows")
                .contains("| exvo-paper/V1 | 42 | exvo-paper/Ensemble A | emotion.ccc |");
        JsonNode scores = new ObjectMapper().readTree(ensemble().resolve("scores.json").toFile());
        assertThat(scores.get("members")).hasSize(4);
        assertThat(scores.get("scores").get("age.mae").asDouble()).isPositive();
        assertThat(experiment.resolve("significance.csv")).isNotEmptyFile();
    }

    @Test
    void s_mtl_is_shown_wherever_headline_scores_are() throws IOException {
        Path v1 = run("V1");
        assertThat(Files.readAllLines(v1.resolve("metrics.csv")).get(0)).contains("val/s_mtl");
        assertThat(Files.readString(v1.resolve("summary.json"))).contains("\"s_mtl\"");
        assertThat(Files.readString(v1.resolve("model-card.md")))
                .contains("| emotion, country, age | S_MTL | ")
                .contains("S_MTL is the harmonic mean of emotion CCC, country UAR and 1/age MAE.");
        assertThat(Files.readString(v1.resolve("report.html"))).contains(">S_MTL</td>");
        Cli.Result evaluated =
                Cli.run(
                        "evaluate",
                        "--model",
                        v1.resolve("model").toString(),
                        "--data",
                        corpus.toString());
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        JsonNode sMtl = json(v1.resolve("summary.json")).at("/val/s_mtl");
        String shown = sMtl.isNumber() ? String.format(Locale.ROOT, "%.3f", sMtl.asDouble()) : "-";
        assertThat(evaluated.out()).containsPattern("\ns_mtl +" + shown + "\n");
    }

    @Test
    void s_mtl_is_the_harmonic_mean_of_the_three_scores_where_all_are_positive()
            throws IOException {
        int defined = 0;
        for (String row : List.of("V1", "V2", "V3", "V4", "V6")) {
            JsonNode scores = json(run(row).resolve("summary.json")).get("val");
            defined += requireHarmonicMean(row, scores) ? 1 : 0;
        }
        JsonNode joined = json(ensemble().resolve("scores.json")).get("scores");
        defined += requireHarmonicMean("Ensemble A", joined) ? 1 : 0;
        assertThat(defined).isPositive();
    }

    /** Tells whether it is defined. */
    private static boolean requireHarmonicMean(String row, JsonNode scores) {
        double ccc = scores.get("emotion.ccc").asDouble();
        double uar = scores.get("country.uar").asDouble();
        assertThat(uar).as(row).isBetween(0.0, 1.0);
        boolean defined = ccc > 0 && uar > 0;
        assertThat(scores.path("s_mtl").isNumber()).as(row).isEqualTo(defined);
        if (defined) {
            double expected = 3 / (1 / ccc + 1 / uar + scores.get("age.mae").asDouble());
            assertThat(scores.get("s_mtl").asDouble()).as(row).isCloseTo(expected, within(1e-9));
        }
        return defined;
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @ParameterizedTest
    @CsvSource({
        "V1, wav2vec2-large-960h,   NEVER,  ALL",
        "V2, wav2vec2-large-960h,   NEVER,  ALL",
        "V3, hubert-base-ls960,     NEVER,  ALL",
        "V4, hubert-large-ls960-ft, ALWAYS, VALID",
        "V6, hubert-large-ls960-ft, ALWAYS, VALID",
    })
    void each_row_has_its_encoder_mask_and_pooling(
            String row, String encoder, MaskUse mask, PoolingRule pooling) {
        RunConfig config =
                ConfigFiles.load(RunConfig.DEFAULTS, run(row).resolve("config.yaml"), List.of());
        assertThat(config.encoder()).isEqualTo(encoder);
        assertThat(config.model().maskUse()).isEqualTo(mask);
        assertThat(config.model().pooling()).isEqualTo(pooling);
        assertThat(config.train().microBatchSize()).isEqualTo(2);
        ModelManifest manifest = ModelBundle.open(run(row).resolve("model")).manifest();
        assertThat(manifest.encoder()).containsEntry("source", encoder);
        try (OnnxEncoder own = OnnxEncoder.read(models.resolve(encoder + ".onnx"))) {
            assertThat(manifest.encoder()).containsEntry("sha256", own.info().sha256());
        }
        assertThat(manifest.preprocessing())
                .containsEntry("clip", row.matches("V[126]") ? "int16" : "none");
    }

    @Test
    void the_discriminator_is_in_checkpoints_and_not_in_the_saved_model() throws IOException {
        Path v1 = run("V1");
        long parameters = 0;
        try (SafeTensors weights = SafeTensors.open(v1.resolve("model/weights.safetensors"));
                SafeTensors checkpoint =
                        SafeTensors.open(v1.resolve("checkpoints/best.safetensors"))) {
            assertThat(checkpoint.names()).anyMatch(name -> name.contains("discriminator/output"));
            assertThat(weights.names())
                    .contains("combination/age/weight", "heads/country/output/bias")
                    .noneMatch(name -> name.contains("discriminator"));
            for (String name : weights.names()) {
                try (INDArray weight = weights.read(name)) {
                    parameters += weight.length();
                }
            }
        }
        assertThat(json(v1.resolve("summary.json")).get("parameters").asLong())
                .isEqualTo(parameters);
    }

    @Test
    void the_same_command_again_finds_everything_done() {
        Cli.Result again = experiment();
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err())
                .doesNotContain("start: ")
                .contains("exvo-paper/Ensemble A (seed 42) is joined");
        Cli.Result dry = experiment("--dry-run");
        assertThat(dry.out())
                .contains(
                        "exvo-paper/Ensemble A (seed 42), joined of exvo-paper/V1, exvo-paper/V2,"
                                + " exvo-paper/V3, exvo-paper/V6: "
                                + ensemble());
    }

    private static List<String> submit(String out, String... from) throws IOException {
        List<String> words = new ArrayList<>(List.of("submit", "--challenge", "exvo"));
        words.addAll(List.of("--data", corpus.toString(), "--team", "t", "--number", "1"));
        words.addAll(List.of("--out", folder.resolve(out).toString()));
        words.addAll(List.of(from));
        Cli.Result result = Cli.run(words.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("not written");
        return Files.readAllLines(folder.resolve(out).resolve("ExVo-Multi_t_1.csv"));
    }

    @Test
    void a_burst2vec_model_is_submitted_with_a_row_for_each_test_clip() throws IOException {
        List<String> rows = submit("by-model", "--model", run("V1").resolve("model").toString());
        assertThat(rows.get(0)).isEqualTo(HEADER);
        assertThat(rows).hasSize(1 + table().clips(Split.TEST).size());
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",", -1);
            assertThat(cells).hasSize(13);
            assertThat(cells[0]).matches("\\[\\d{5}]");
            assertThat(cells[1]).matches("[0-3]");
            // Years, not shares of their range.
            assertThat(Double.parseDouble(cells[2])).isBetween(18.0, 42.0);
            for (int k = 3; k < cells.length; k++) {
                assertThat(Double.parseDouble(cells[k])).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void the_predictions_of_an_ensemble_are_submitted_as_they_are() throws IOException {
        Path predictions = ensemble().resolve("predictions.csv");
        List<String> rows =
                submit("by-table", "--split", "val", "--predictions", predictions.toString());
        ClipTable table = table();
        PredictionSet joined =
                PredictionSet.read(predictions, table.clips(Split.VAL), table.tasks());
        assertThat(rows).hasSize(1 + joined.clips().size());
        float[] emotions = joined.predictions("emotion");
        float[] ages = joined.predictions("age");
        float[] countries = joined.predictions("country");
        for (int i = 0; i < joined.clips().size(); i++) {
            String id = "[" + joined.clips().get(i).id() + "]";
            String[] cells =
                    rows.stream()
                            .filter(row -> row.startsWith(id))
                            .findFirst()
                            .orElseThrow()
                            .split(",", -1);
            int best = 0;
            for (int k = 1; k < 4; k++) {
                best = countries[i * 4 + k] > countries[i * 4 + best] ? k : best;
            }
            assertThat(cells[1]).isEqualTo(Integer.toString(best));
            assertThat(Float.parseFloat(cells[2])).isEqualTo(ages[i]);
            // Awe is the second of the task's emotions and the first of the challenge's.
            assertThat(Float.parseFloat(cells[3])).isEqualTo(emotions[i * 10 + 1]);
            assertThat(Float.parseFloat(cells[12])).isEqualTo(emotions[i * 10 + 8]);
        }
    }

    private static ClipTable table() {
        RunConfig config =
                ConfigFiles.load(
                        RunConfig.DEFAULTS,
                        null,
                        List.of("data.path='" + corpus + "'", "data.tasks=[emotion,age,country]"));
        return PreparedData.readTable(config).table();
    }
}
