package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.checkpoint.CheckpointExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportOnnxCommandTest {
    @TempDir Path folder;

    private static String checkpoint(String name) throws URISyntaxException {
        return Path.of(CheckpointExporter.class.getResource(name + "/config.json").toURI())
                .getParent()
                .toString();
    }

    @Test
    void facts_are_printed_and_the_file_is_written() throws Exception {
        Path file = folder.resolve("enc.onnx");
        Cli.Result result =
                Cli.run(
                        "export-onnx",
                        "--checkpoint",
                        checkpoint("wav2vec2-base"),
                        "--out",
                        file.toString(),
                        "--attention-mask",
                        "--format",
                        "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode facts = new ObjectMapper().readTree(result.out());
        assertThat(facts.path("modelType").asText()).isEqualTo("wav2vec2");
        assertThat(facts.path("layers").asInt()).isEqualTo(2);
        assertThat(facts.path("attentionMask").asBoolean()).isTrue();
        assertThat(facts.path("bytes").asLong()).isEqualTo(Files.size(file));
        assertThat(facts.path("sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(facts.path("ignored quantizer.codevectors").asText())
                .isEqualTo("only for pre-training");
    }

    @Test
    void problems_have_the_exit_codes_of_their_kind() throws Exception {
        Path file = folder.resolve("enc.onnx");
        Files.writeString(file, "mine");
        String out = file.toString();
        Cli.Result there =
                Cli.run("export-onnx", "--checkpoint", checkpoint("wav2vec2-base"), "--out", out);
        assertThat(there.exitCode()).isEqualTo(2);
        assertThat(there.err()).contains("enc.onnx is already there", "--overwrite");
        Cli.Result none = Cli.run("export-onnx", "--checkpoint", out, "--out", out, "--overwrite");
        assertThat(none.exitCode()).isEqualTo(2);
        Cli.Result empty =
                Cli.run(
                        "export-onnx",
                        "--checkpoint",
                        folder.toString(),
                        "--out",
                        out,
                        "--overwrite");
        assertThat(empty.exitCode()).isEqualTo(4);
        assertThat(empty.err()).contains("config.json cannot be read");
        assertThat(Cli.run("export-onnx", "--out", out).exitCode()).isEqualTo(2);
        assertThat(file).hasContent("mine");
    }
}
