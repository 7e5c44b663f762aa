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

/** The demo's model and tables of its predictions, averaged and compared. */
class EnsembleAndSignificanceTest {
    private static final String MODEL =
            Path.of(System.getProperty("burst4j.projectDirectory", "."))
                    .resolve("samediff-graphs/demo")
                    .toString();

    @TempDir static Path folder;

    private static String corpus;
    private static String val;
    private static String swapped;
    private static String test;

    @BeforeAll
    static void predict() throws IOException {
        corpus = folder.resolve("corpus").toString();
        SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, 36, 12, 3, Path.of(corpus)));
        val = evaluated("val");
        test = evaluated("test");
        // Another model: the same predictions, those of the first and second half exchanged.
        List<String> rows = new ArrayList<>(Files.readAllLines(Path.of(val)));
        List<String> other = new ArrayList<>(List.of(rows.get(0)));
        int clips = rows.size() - 1;
        for (int i = 0; i < clips; i++) {
            String numbers = rows.get(1 + (i + clips / 2) % clips).replaceFirst("^[^,]*", "");
            other.add(rows.get(1 + i).replaceFirst(",.*", "") + numbers);
        }
        swapped = folder.resolve("swapped.csv").toString();
        Files.write(Path.of(swapped), other);
    }

    private static String evaluated(String split) {
        String file = folder.resolve(split + ".csv").toString();
        ok("evaluate", "--model", MODEL, "--data", corpus, "--split", split, "--out", file);
        return file;
    }

    private static Cli.Result ok(String... words) {
        Cli.Result result = Cli.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private static void fails(int exitCode, String message, String... words) {
        Cli.Result result = Cli.run(words);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void a_model_and_a_table_are_averaged_and_rated() throws IOException {
        String out = folder.resolve("average.csv").toString();
        Cli.Result result =
                ok(
                        "ensemble",
                        "--member",
                        "net=" + MODEL,
                        "--member",
                        "other=" + swapped,
                        "--weights",
                        "3,1",
                        "--data",
                        corpus,
                        "--out",
                        out,
                        "--format",
                        "json");
        JsonNode rows = new ObjectMapper().readTree(result.out());
        assertThat(rows)
                .extracting(row -> row.get("model").asText())
                .containsExactly("net", "other", "ensemble");
        JsonNode evaluated =
                new ObjectMapper()
                        .readTree(
                                ok(
                                                "evaluate",
                                                "--predictions",
                                                out,
                                                "--data",
                                                corpus,
                                                "--format",
                                                "json")
                                        .out());
        assertThat(evaluated.get("scores").get("high.ccc").asDouble())
                .isCloseTo(
                        rows.get(2).get("high.ccc").asDouble(),
                        org.assertj.core.api.Assertions.within(1e-4));
        assertThat(number(out, 1, "high.Awe"))
                .isCloseTo(
                        (3 * number(val, 1, "high.Awe") + number(swapped, 1, "high.Awe")) / 4,
                        org.assertj.core.api.Assertions.within(2e-6));
        String table =
                ok(
                                "ensemble",
                                "--member",
                                "a=" + val,
                                "--member",
                                "b=" + swapped,
                                "--data",
                                corpus,
                                "--format",
                                "markdown",
                                "--tasks",
                                "type")
                        .out();
        assertThat(table).startsWith("| model | type.uar |").contains("| ensemble | 0.");
    }

    private static double number(String file, int row, String column) throws IOException {
        List<String> rows = Files.readAllLines(Path.of(file));
        int at = List.of(rows.get(0).split(",", -1)).indexOf(column);
        return Double.parseDouble(rows.get(row).split(",", -1)[at]);
    }

    @Test
    void tables_alone_need_no_data_and_the_average_is_submitted() throws IOException {
        String out = folder.resolve("submitted.csv").toString();
        Cli.Result result =
                ok("ensemble", "--member", "a=" + test, "--member", "b=" + test, "--out", out);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("nothing is rated");
        assertThat(Files.readAllLines(Path.of(out)))
                .hasSameSizeAs(Files.readAllLines(Path.of(test)));
        String files = folder.resolve("submission").toString();
        Cli.Result submitted =
                ok(
                        "submit",
                        "--challenge",
                        "avb",
                        "--predictions",
                        out,
                        "--data",
                        corpus,
                        "--team",
                        "t",
                        "--number",
                        "1",
                        "--out",
                        files);
        assertThat(submitted.err()).doesNotContain("not written");
        assertThat(submitted.out().lines()).hasSize(5);
    }

    @Test
    void what_cannot_be_averaged_ends_the_command() {
        fails(2, "neither --out", "ensemble", "--member", "a=" + val, "--member", "b=" + val);
        fails(2, "names no member", "ensemble", "--member", val, "--out", "x");
        fails(2, "expected 2 or more", "ensemble", "--member", "a=" + val, "--data", corpus);
        fails(
                2,
                "1 weights, but 2",
                "ensemble",
                "--member",
                "a=" + val,
                "--member",
                "b=" + val,
                "--weights",
                "1",
                "--data",
                corpus);
        fails(
                2,
                "named 'a'",
                "ensemble",
                "--member",
                "a=" + val,
                "--member",
                "a=" + val,
                "--data",
                corpus);
        fails(
                3,
                "does not exist",
                "ensemble",
                "--member",
                "a=" + val,
                "--member",
                "b=none.csv",
                "--data",
                corpus);
        fails(
                3,
                "has no row of",
                "ensemble",
                "--member",
                "a=" + val,
                "--member",
                "b=" + test,
                "--data",
                corpus);
        fails(
                2,
                "no data set is given",
                "ensemble",
                "--member",
                "a=" + MODEL,
                "--member",
                "b=" + val,
                "--out",
                "x");
        fails(
                3,
                "no task that all",
                "ensemble",
                "--member",
                "a=" + val,
                "--member",
                "b=" + val,
                "--tasks",
                "age",
                "--data",
                corpus);
    }

    private static Cli.Result compared(String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "significance",
                                "--reference",
                                "net=" + val,
                                "--against",
                                "other=" + swapped,
                                "--data",
                                corpus,
                                "--resamples",
                                "50"));
        words.addAll(List.of(more));
        return ok(words.toArray(String[]::new));
    }

    @Test
    void models_are_compared_in_every_form() throws IOException {
        String table = compared("--against", "same=" + MODEL).out();
        assertThat(table.lines().findFirst().orElseThrow())
                .matches("model +task +metric +reference +score +difference .* significant");
        assertThat(table)
                .containsPattern("\nall +type +uar .*Cochran's Q +correct")
                .containsPattern("\nother +high +ccc .*paired t +errors")
                .containsPattern("\nsame +type +uar .*1\\.0000 +no");
        JsonNode paper =
                new ObjectMapper()
                        .readTree(
                                compared(
                                                "--on",
                                                "predictions",
                                                "--unpaired",
                                                "--correction",
                                                "none",
                                                "--format",
                                                "json")
                                        .out());
        assertThat(paper.get(0).get("test").asText()).isEqualTo("two-sample t");
        assertThat(paper.get(0).get("on").asText()).isEqualTo("predictions");
        assertThat(paper.get(0).get("low").asDouble())
                .isLessThan(paper.get(0).get("high").asDouble());
        assertThat(compared("--unpaired", "--welch").out()).contains("Welch's t");
        assertThat(compared("--paired", "--format", "markdown").out()).startsWith("| model | task");
        List<String> csv = compared("--outputs", "--format", "csv").out().lines().toList();
        assertThat(csv.get(0)).startsWith("reference,other,task,output,metric,scoreReference");
        assertThat(csv).hasSize(1 + 10 + 40 + 2);
        assertThat(csv.get(1)).startsWith("net,other,high,Awe,high.ccc,");
    }

    @Test
    void what_cannot_be_compared_ends_the_command() {
        String reference = "net=" + val;
        String other = "other=" + swapped;
        String[] good = {"significance", "--reference", reference, "--against", other};
        fails(2, "no data set is given", good);
        fails(2, "--against", "significance", "--reference", reference, "--data", corpus);
        fails(2, "level is 2.0", with(good, "--data", corpus, "--level", "2"));
        fails(2, "unpaired", with(good, "--data", corpus, "--welch"));
        fails(2, "mutually exclusive", with(good, "--data", corpus, "--paired", "--unpaired"));
        fails(2, "resamples is 0", with(good, "--data", corpus, "--resamples", "0"));
        fails(2, "--on", with(good, "--data", corpus, "--on", "nothing"));
        fails(3, "has no row of", with(good, "--data", corpus, "--split", "test"));
        fails(
                3,
                "no clip has a label",
                "significance",
                "--reference",
                "a=" + test,
                "--against",
                "b=" + test,
                "--data",
                corpus,
                "--split",
                "test");
        fails(2, "would copy", "evaluate", "--predictions", val, "--out", "x", "--data", corpus);
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
