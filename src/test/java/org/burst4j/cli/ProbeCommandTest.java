package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.burst4j.model.SmallNet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command over a small corpus and a net with shared and specific features. */
class ProbeCommandTest {
    private static final List<String> REPRESENTATIONS =
            List.of(
                    "embedding",
                    "features/projected",
                    "features/shared",
                    "features/emotion/specific",
                    "features/emotion/combined",
                    "features/age/specific",
                    "features/age/combined");

    @TempDir static Path folder;

    private static String corpus;
    private static String model;

    @BeforeAll
    static void train() {
        corpus = folder.resolve("exvo").toString();
        Cli.run("synth", "--layout", "exvo", "--clips", "36", "--speakers", "18", "--out", corpus);
        Cli.Result trained =
                Cli.run(
                        "train",
                        "--data",
                        corpus,
                        "--tasks",
                        "emotion,age",
                        "--out",
                        folder.resolve("run").toString(),
                        "--encoder",
                        SmallNet.encoderFile().toString(),
                        "--set",
                        "model.net=burst2vec",
                        "--set",
                        "model.burst2vec.projectionUnits=6",
                        "--set",
                        "model.burst2vec.discriminatorWeight=0",
                        "--set",
                        "model.burst2vec.adversarialWeight=0",
                        "--set",
                        "train.batchSize=8",
                        "--set",
                        "train.stage1.epochs=1",
                        "--set",
                        "train.stage2.epochs=0");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        model = folder.resolve("run").resolve("model").toString();
    }

    private static Cli.Result probe(String... more) {
        List<String> words = List.of("probe", "--model", model, "--data", corpus, "--split", "all");
        return Cli.run(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void the_table_has_a_row_a_representation_and_a_column_a_task_the_model_does_not_know_too() {
        Cli.Result result = probe("--folds", "3");
        assertThat(result.exitCode()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(0))
                .matches("representation +width +emotion.ccc +age.mae +country.uar");
        assertThat(lines).hasSize(REPRESENTATIONS.size() + 2);
        for (int row = 0; row < REPRESENTATIONS.size(); row++) {
            assertThat(lines.get(row + 1))
                    .matches(REPRESENTATIONS.get(row) + " +\\d+( +-?[0-9.]+ \\[.*, .*\\]){3}");
        }
        assertThat(lines.get(lines.size() - 1)).matches("chance +0.000 +[0-9.]+ +0.250");
    }

    @Test
    void one_cell_is_asked_for_and_written_to_a_file() throws IOException {
        Path file = folder.resolve("probes.csv");
        String[] cell = {
            "--of", "features/age/specific", "--tasks", "country", "--folds", "3", "--penalty", "1"
        };
        Cli.Result csv =
                probe(
                        Stream.concat(
                                        Stream.of(cell),
                                        Stream.of("--format", "csv", "--out", file.toString()))
                                .toArray(String[]::new));
        assertThat(csv.exitCode()).as(csv.err()).isZero();
        List<String> lines = csv.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .isEqualTo(
                        "representation,width,task,metric,score,low,high,chance,clips,speakers,"
                                + "penalties");
        assertThat(lines.get(1))
                .matches(
                        "features/age/specific,6,country,uar,[0-9.]+,[0-9.]+,[0-9.]+,0.250000,"
                                + "\\d+,\\d+,1.0 1.0 1.0");
        assertThat(Files.readString(file)).isEqualTo(csv.out());
        Cli.Result json =
                probe(
                        Stream.concat(Stream.of(cell), Stream.of("--format", "json"))
                                .toArray(String[]::new));
        JsonNode probe = new ObjectMapper().readTree(json.out()).get("probes").get(0);
        assertThat(probe.get("score").asDouble())
                .isEqualTo(Double.parseDouble(lines.get(1).split(",", -1)[4]), withinSixDigits());
        assertThat(probe.get("penalties")).hasSize(3);
    }

    private static org.assertj.core.data.Offset<Double> withinSixDigits() {
        return org.assertj.core.api.Assertions.within(1e-6);
    }

    @Test
    void wrong_names_and_too_many_folds_are_told() {
        Cli.Result unknown = probe("--of", "features/culture/specific");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains(
                        "no representation 'features/culture/specific'",
                        String.join(", ", REPRESENTATIONS));
        Cli.Result folds = probe("--folds", "30", "--tasks", "age", "--of", "embedding");
        assertThat(folds.exitCode()).isEqualTo(3);
        assertThat(folds.err()).contains("speakers for 30 folds");
        Cli.Result one = probe("--folds", "1");
        assertThat(one.exitCode()).isEqualTo(2);
        assertThat(one.err()).contains("folds is 1");
    }
}
