package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.data.synth.SynthConfig;
import org.burst4j.data.synth.SynthLayout;
import org.burst4j.data.synth.SyntheticCorpus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations and submissions of the demo's model over a small corpus. */
class SubmitCommandTest {
    private static final int CLIPS = 24;
    private static final String MODEL =
            Path.of(System.getProperty("burst4j.projectDirectory", "."))
                    .resolve("samediff-graphs/demo")
                    .toString();

    @TempDir static Path folder;

    private static String corpus;
    private static Path predictions;
    private static Cli.Result evaluated;

    @BeforeAll
    static void synthesiseAndEvaluate() {
        corpus = folder.resolve("corpus").toString();
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, CLIPS, 12, 3, Path.of(corpus)));
        predictions = folder.resolve("test.csv");
        evaluated = evaluate("--out", predictions.toString());
    }

    private static Cli.Result submit(String out, String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "submit",
                                "--challenge",
                                "avb",
                                "--data",
                                corpus,
                                "--team",
                                "t",
                                "--number",
                                "1",
                                "--out",
                                folder.resolve(out).toString()));
        all.addAll(List.of(words));
        return Cli.run(all.toArray(new String[0]));
    }

    private static List<String> lines(String out, String file) throws IOException {
        return Files.readAllLines(folder.resolve(out).resolve(file + "_t_1.csv"));
    }

    private static Cli.Result evaluate(String... more) {
        List<String> words = new ArrayList<>(List.of("evaluate", "--model", MODEL));
        words.addAll(List.of("--data", corpus, "--split", "test"));
        words.addAll(List.of(more));
        return Cli.run(words.toArray(String[]::new));
    }

    @Test
    void model_and_table_give_the_same_four_files() throws IOException {
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.err()).contains("the split 'test' has no labels");

        Cli.Result byModel = submit("by-model", "--model", MODEL);
        assertThat(byModel.exitCode()).as(byModel.err()).isZero();
        assertThat(byModel.err()).doesNotContain("not written");
        Cli.Result byTable = submit("by-table", "--predictions", predictions.toString());
        assertThat(byTable.exitCode()).as(byTable.err()).isZero();

        List<String> rows = Files.readAllLines(predictions);
        for (String file : List.of("A-VB-High", "A-VB-Two", "A-VB-Culture", "A-VB-Type")) {
            assertThat(byModel.out())
                    .containsPattern(file + "_t_1\\.csv +" + (rows.size() - 1) + "\n");
            List<String> exact = lines("by-model", file);
            List<String> rounded = lines("by-table", file);
            assertThat(exact).hasSameSizeAs(rows).hasSameSizeAs(rounded);
            assertThat(exact.get(0)).isEqualTo(rounded.get(0));
            assertThat(exact.subList(1, exact.size()))
                    .isSorted()
                    .allSatisfy(row -> assertThat(row).matches("\\[\\d{5}],.*"));
            for (int row = 1; row < exact.size(); row++) {
                assertSame(exact.get(row).split(",", -1), rounded.get(row).split(",", -1));
            }
        }
    }

    private static void assertSame(String[] exact, String[] rounded) {
        assertThat(exact).hasSameSizeAs(rounded);
        for (int cell = 0; cell < exact.length; cell++) {
            if (exact[cell].matches("[\\d.]+")) {
                assertThat(
                                Math.abs(
                                        Float.parseFloat(exact[cell])
                                                - Float.parseFloat(rounded[cell])))
                        .isLessThan(1e-6f);
            } else {
                assertThat(exact[cell]).isEqualTo(rounded[cell]);
            }
        }
    }

    @Test
    void files_that_cannot_be_made_are_named_and_the_others_written() throws IOException {
        Path some = folder.resolve("some.csv");
        StringBuilder text = new StringBuilder();
        List<String> rows = Files.readAllLines(predictions);
        List<String> header = List.of(rows.get(0).split(",", -1));
        for (String row : rows) {
            List<String> kept = new ArrayList<>();
            for (int column = 0; column < header.size(); column++) {
                if (header.get(column).matches("file|type.*")) {
                    kept.add(row.split(",", -1)[column]);
                }
            }
            text.append(String.join(",", kept)).append('\n');
        }
        Files.writeString(some, text.toString());

        Cli.Result result = submit("some", "--predictions", some.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .contains(
                        "not written: A-VB-High_t_1.csv: the predictions have no task 'high'",
                        "not written: A-VB-Two_t_1.csv",
                        "not written: A-VB-Culture_t_1.csv");
        try (var files = Files.list(folder.resolve("some"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void a_missing_clip_ends_with_3_and_writes_nothing() throws IOException {
        List<String> rows = new ArrayList<>(Files.readAllLines(predictions));
        String id = rows.remove(1).split(",", -1)[0];
        Path less = folder.resolve("less.csv");
        Files.write(less, rows);
        Cli.Result result = submit("less", "--predictions", less.toString());
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("1 problem", "clip " + id + " is not predicted");
        assertThat(folder.resolve("less")).doesNotExist();
    }

    @Test
    void paths_of_predict_name_the_clips_too() throws IOException {
        List<String> rows = new ArrayList<>(Files.readAllLines(predictions));
        rows.replaceAll(row -> row.replaceFirst("^(\\d+),", "a/b/$1.wav,"));
        Path paths = folder.resolve("paths.csv");
        Files.write(paths, rows);
        Cli.Result result = submit("paths", "--predictions", paths.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(lines("paths", "A-VB-Type")).hasSameSizeAs(rows);
    }

    @Test
    void usage_is_checked_before_anything_is_predicted() {
        assertThat(submit("x").exitCode()).isEqualTo(2);
        assertThat(
                        submit("x", "--model", MODEL, "--predictions", predictions.toString())
                                .exitCode())
                .isEqualTo(2);
        Cli.Result unknown =
                Cli.run(
                        "submit",
                        "--challenge",
                        "muse",
                        "--model",
                        "none",
                        "--data",
                        corpus,
                        "--team",
                        "t",
                        "--number",
                        "1",
                        "--out",
                        "x");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no challenge 'muse'");
    }

    @Test
    void every_score_of_a_labelled_split_is_told() throws IOException {
        Cli.Result json =
                Cli.run("evaluate", "--model", MODEL, "--data", corpus, "--format", "json");
        assertThat(json.exitCode()).as(json.err()).isZero();
        JsonNode root = new ObjectMapper().readTree(json.out());
        JsonNode high = root.get("tasks").get("high");
        assertThat(high.get("ccc")).isEqualTo(root.get("scores").get("high.ccc"));
        double sum = 0;
        for (JsonNode output : high.get("outputs")) {
            sum += output.get("pearson").asDouble();
            assertThat(output.get("clips").asInt()).isEqualTo(root.get("clips").asInt());
        }
        assertThat(high.get("outputs")).hasSize(10);
        assertThat(high.get("pearson").asDouble())
                .isCloseTo(sum / 10, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(high.get("cccPerClip").asDouble()).isBetween(.2, .9);
        assertThat(high.get("mae").asDouble()).isBetween(.01, .5);
        JsonNode counts = root.get("tasks").get("type").get("confusion").get("counts");
        int total = 0;
        for (JsonNode row : counts) {
            for (JsonNode count : row) {
                total += count.asInt();
            }
        }
        assertThat(total).isEqualTo(root.get("clips").asInt());

        Cli.Result table = Cli.run("evaluate", "--model", MODEL, "--data", corpus);
        assertThat(table.out())
                .contains("high.ccc_per_clip", "type: truth \\ predicted", "Pearson")
                .containsPattern("two +CCC +Pearson +MAE +clips\n")
                .containsPattern("mean +-?0\\.\\d{3} +-?0\\.\\d{3} +0\\.\\d{3}\n");
        Cli.Result none = evaluate("--format", "json");
        assertThat(new ObjectMapper().readTree(none.out()).get("scores").get("high.ccc").isNull())
                .isTrue();
    }
}
