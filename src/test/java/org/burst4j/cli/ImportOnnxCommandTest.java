package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Random;
import org.burst4j.audio.WavWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verification as a user asks for it. */
class ImportOnnxCommandTest {
    @TempDir private Path folder;

    private static String tiny() {
        try {
            return Path.of(
                            ImportOnnxCommandTest.class
                                    .getResource("/org/burst4j/onnx/tiny-opset17.onnx")
                                    .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void verification_prints_a_row_for_each_stage() {
        Cli.Result result = Cli.run("import-onnx", "builtin:demo", "--verify");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .containsPattern("convs +[0-9.]+e-0[67] ")
                .containsPattern("layer\\.3 +[0-9.]+e-0[67] ")
                .containsPattern("last_hidden_state +[0-9.]+e-0[67] +[0-9.]+e-0[67] +\\d+ ");
    }

    @Test
    void audio_files_are_batches_of_the_json_report() throws IOException {
        Path clip = folder.resolve("clip.wav");
        Random random = new Random(1);
        float[] samples = new float[8000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextFloat() - 0.5f;
        }
        WavWriter.write(clip, samples, 16_000);
        Cli.Result result =
                Cli.run(
                        "import-onnx",
                        tiny(),
                        "--verify",
                        "--audio",
                        clip.toString(),
                        "--format",
                        "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("withinTolerance").asBoolean()).isTrue();
        JsonNode verification = json.get("verification");
        assertThat(verification.get("batches").get(3).asText()).isEqualTo("1 x 8000");
        assertThat(verification.get("stages")).hasSize(5);
        assertThat(verification.get("stages").get(0).get("compared").asLong()).isPositive();
    }

    @Test
    void differences_beyond_the_tolerance_end_with_4_behind_the_table() {
        Cli.Result result = Cli.run("import-onnx", tiny(), "--verify", "--tolerance", "1e-12");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.out()).contains("last_hidden_state");
        assertThat(result.err()).contains("differs from ONNX Runtime: convs");
    }

    @Test
    void options_that_make_no_sense_are_refused() {
        Cli.Result lonely = Cli.run("import-onnx", tiny(), "--audio", "a.wav");
        assertThat(lonely.exitCode()).isEqualTo(2);
        assertThat(lonely.err()).contains("--verify");
        Cli.Result zero = Cli.run("import-onnx", tiny(), "--verify", "--tolerance", "0");
        assertThat(zero.exitCode()).isEqualTo(2);
    }
}
