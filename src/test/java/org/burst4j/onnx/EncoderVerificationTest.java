package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every stage is compared with ONNX Runtime, and a difference is found where it begins. */
class EncoderVerificationTest {
    private static final String[] STAGES = {
        "convs", "projection", "positional", "layer.0", "last_hidden_state"
    };

    @TempDir private Path folder;

    private static VerificationReport verify(OnnxEncoder encoder, Path file) {
        return EncoderVerification.run(encoder, file, List.of(), 1e-4);
    }

    private static VerificationReport.Stage stage(VerificationReport report, String name) {
        return report.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-opset14.onnx", "tiny-opset17.onnx", "tiny-dynamo18.onnx"})
    void all_stages_agree_and_nothing_stays_behind(String name) throws IOException {
        Path file = Files.copy(OnnxFixtures.resource(name), folder.resolve(name));
        try (OnnxEncoder encoder = OnnxEncoder.read(file)) {
            float[] recording = new float[5000];
            for (int i = 0; i < recording.length; i++) {
                recording[i] = (float) Math.sin(i * i * 1e-4);
            }
            VerificationReport report =
                    EncoderVerification.run(encoder, file, List.of(recording), 1e-4);
            report.requireWithinTolerance();
            assertThat(report.isWithinTolerance()).isTrue();
            assertThat(report.batches())
                    .containsExactly("1 x 400", "1 x 16000", "3 x 9001", "1 x 5000");
            assertThat(report.stages())
                    .extracting(VerificationReport.Stage::name)
                    .containsExactly(STAGES);
            // Frames of the four batches: 1, 49, 3 x 27 and 15, of 16 numbers each.
            assertThat(stage(report, "last_hidden_state").compared())
                    .isEqualTo((1 + 49 + 3 * 27 + 15) * 16L);
            assertThat(report.stages())
                    .allSatisfy(
                            stage -> {
                                assertThat(stage.compared()).isPositive();
                                assertThat(stage.largestAbsolute()).isBetween(0.0, 1e-4);
                            });
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_changed_weight_is_found_in_its_stage_and_not_before() {
        Path file = OnnxFixtures.resource("tiny-opset17.onnx");
        try (OnnxEncoder encoder = OnnxEncoder.read(file)) {
            encoder.weights()
                    .get("encoder.layers.0.feed_forward.output_dense.bias")
                    .putScalar(3, 0.5f);
            VerificationReport report = verify(encoder, file);
            assertThat(report.isWithinTolerance()).isFalse();
            assertThat(stage(report, "positional").largestAbsolute()).isLessThan(1e-4);
            assertThat(stage(report, "layer.0").largestAbsolute()).isGreaterThan(0.05);
            assertThatThrownBy(report::requireWithinTolerance)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("differs from ONNX Runtime: layer.0 by up to");
        }
    }

    @Test
    void what_is_no_number_differs() {
        Path file = OnnxFixtures.resource("tiny-opset17.onnx");
        try (OnnxEncoder encoder = OnnxEncoder.read(file)) {
            encoder.weights().get("feature_projection.projection.bias").putScalar(0, Float.NaN);
            VerificationReport report = verify(encoder, file);
            assertThatThrownBy(report::requireWithinTolerance)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("projection");
        }
    }

    @Test
    void a_report_without_its_output_does_not_pass() {
        VerificationReport.Stage empty =
                new VerificationReport.Stage("last_hidden_state", "", 0, 0, 0);
        VerificationReport report = new VerificationReport(1e-3, List.of(), List.of(empty));
        assertThat(report.isWithinTolerance()).isFalse();
    }

    @Test
    void stages_come_in_the_graphs_layout() {
        StageValues channelsFirst =
                new StageValues(new long[] {1, 2, 3}, new float[] {0, 1, 2, 3, 4, 5});
        assertThat(channelsFirst.as(new long[] {1, 3, 2}, true).values())
                .containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(channelsFirst.as(new long[] {1, 2, 3}, false)).isSameAs(channelsFirst);
        assertThat(channelsFirst.as(new long[] {1, 3, 2}, false)).isNull();
        assertThat(channelsFirst.as(new long[] {3, 2}, true)).isNull();
    }
}
