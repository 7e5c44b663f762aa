package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.Presets;
import org.burst4j.run.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetsCommandTest {
    @TempDir Path folder;

    @Test
    void all_presets_are_listed_with_the_papers_figures() {
        Cli.Result result = Cli.run("presets");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().toList())
                .hasSize(2 * (2 + 1 + 1 + 15 + 1) + (2 + 1 + 1 + 10 + 1) + (2 + 1 + 6 + 1))
                .anyMatch(
                        line ->
                                line.matches(
                                        "exvo-paper/Ensemble A +0.704 +0.690 +3.580 +0.465 +Mean"
                                                + " of .* Members: V1, V2, V3, V6"))
                .anyMatch(line -> line.startsWith("avb-paper: What the A-VB 2022 paper says"))
                .anyMatch(line -> line.startsWith("Table I: "))
                .anyMatch(line -> line.matches("Baseline +0.564 +0.436 +0.499 +0.412 +- .*"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "avb-code/-SM +0.654 +0.639 +- +0.584 +0.657 +High and"
                                                + " Culture end in .*"));
    }

    @Test
    void a_family_lists_its_rows_and_json_says_all() throws IOException {
        Cli.Result family = Cli.run("presets", "avb-code");
        assertThat(family.out()).contains("avb-code/2/3").doesNotContain("avb-paper");
        JsonNode list = new ObjectMapper().readTree(Cli.run("presets", "--format", "json").out());
        assertThat(list).hasSize(30 + 10 + 6);
        JsonNode first = list.get(0);
        assertThat(first.get("name").asText()).isEqualTo("avb-paper/2/3");
        assertThat(first.get("parent").isNull()).isTrue();
        assertThat(first.get("paperFigures").get("two.ccc").asDouble()).isEqualTo(0.252);
        assertThat(first.get("changes").get("model.intermediateTasks")).hasSize(2);
        JsonNode one =
                new ObjectMapper()
                        .readTree(Cli.run("presets", "avb-code/L", "--format", "json").out());
        assertThat(one.get("parent").asText()).isEqualTo("avb-code/-SM");
        assertThat(one.get("config").get("train").get("batchSize").asInt()).isEqualTo(24);
    }

    @Test
    void one_preset_is_shown_as_yaml_and_an_unknown_one_gets_a_suggestion() {
        assertThat(Cli.run("presets", "avb-code/-SM").out())
                .isEqualTo(Presets.named("avb-code/-SM").toYaml());
        Cli.Result wrong = Cli.run("presets", "avb-code/SM");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err())
                .contains("there is no preset 'avb-code/SM'", "Did you mean 'avb-code/-SM'?");
    }

    @Test
    void an_ensemble_is_shown_with_its_members_and_cannot_be_trained() throws IOException {
        Cli.Result shown = Cli.run("presets", "exvo-paper/Ensemble A");
        assertThat(shown.out())
                .isEqualTo(
                        """
                        exvo-paper/Ensemble A: Mean of the predictions of four models.
                        exvo-paper/V1
                        exvo-paper/V2
                        exvo-paper/V3
                        exvo-paper/V6
                        """);
        JsonNode json =
                new ObjectMapper()
                        .readTree(
                                Cli.run("presets", "exvo-paper/Ensemble C", "--format", "json")
                                        .out());
        assertThat(json.get("members")).hasSize(6);
        assertThat(json.has("config")).isFalse();
        Cli.Result trained =
                Cli.run("train", "--preset", "exvo-paper/Ensemble A", "--print-config");
        assertThat(trained.exitCode()).isEqualTo(2);
        assertThat(trained.err())
                .contains(
                        "exvo-paper/Ensemble A is an ensemble of V1, V2, V3, V6: it has no settings",
                        "experiment --presets 'exvo-paper/Ensemble A'");
    }

    @Test
    void training_takes_a_preset_below_its_other_settings() throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "seed: 5\ntrain: {batchSize: 8}\n");
        Cli.Result result =
                Cli.run(
                        "train",
                        "--preset",
                        "avb-paper/-SM",
                        "--config",
                        file.toString(),
                        "--set",
                        "train.batchSize=4",
                        "--encoder",
                        "e.onnx",
                        "--models",
                        "my models",
                        "--print-config");
        assertThat(result.exitCode()).as(result.err()).isZero();
        Path printed = folder.resolve("printed.yaml");
        Files.writeString(printed, result.out());
        RunConfig config = ConfigFiles.read(printed);
        assertThat(config)
                .isEqualTo(
                        ConfigFiles.load(
                                Presets.named("avb-paper/-SM").config(),
                                file,
                                java.util.List.of(
                                        "train.batchSize=4",
                                        "encoder=e.onnx",
                                        "models=my models")));
        assertThat(config.preset()).isEqualTo("avb-paper/-SM");
        assertThat(Cli.run("train", "--print-config", "--config", printed.toString()).out())
                .isEqualTo(result.out());
    }

    @Test
    void training_takes_a_preset_of_ones_own() throws IOException {
        Path own = folder.resolve("mine.yaml");
        Files.writeString(own, "extends: avb-code/-SM\nconfig: {encoder: builtin:demo}\n");
        Cli.Result result = Cli.run("train", "--preset", own.toString(), "--print-config");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("preset: " + own, "encoder: builtin:demo", "activation: clamp");
        assertThat(Cli.run("presets", own.toString()).out())
                .contains("# Takes its settings from avb-code/-SM;", "# <- mine, was data2vec");
    }

    @Test
    void a_resumed_run_takes_no_preset() {
        Cli.Result result =
                Cli.run("train", "--resume", "--out", folder.toString(), "--preset", "avb-paper/L");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("but others are given: --preset avb-paper/L");
    }
}
