package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The mask can be used, or left out, whatever the file does. */
class MaskUseTest {
    private static float[] last(String topology, String name, MaskUse use) {
        try (OnnxEncoder encoder =
                OnnxEncoder.read(EncoderFixtures.export(topology, name).file())) {
            EncoderOptions options = new EncoderOptions(use, EncoderHooks.NONE);
            TinyGraph graph = new TinyGraph(encoder, options, DataType.FLOAT);
            return graph.last(EncoderFixtures.batch("padded"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wav2vec2-base, torchscript-17",
        "wav2vec2-base, torchscript-17-nomask",
        "hubert-large-ls960-ft, torchscript-17",
        "hubert-large-ls960-ft, torchscript-17-nomask"
    })
    void it_is_as_told(String topology, String name) {
        for (boolean mask : new boolean[] {true, false}) {
            float[] expected = EncoderFixtures.torch(topology, "padded", mask, "last_hidden_state");
            float[] actual = last(topology, name, mask ? MaskUse.ALWAYS : MaskUse.NEVER);
            assertThat(EncoderFixtures.largestDifference(actual, expected))
                    .as("mask " + mask)
                    .isLessThan(1e-4);
        }
    }
}
