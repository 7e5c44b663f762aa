package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.graph.GradientProbe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every topology from every exporter: outputs, weights and gradients. */
class EncoderExportsTest {
    private static final double TOLERANCE = 1e-4;
    private static final double GRADIENT_TOLERANCE = 1e-3;

    /** Half precision keeps 11 bits: this is how far such files are from torch by themselves. */
    private static final double HALF_TOLERANCE = 5e-2;

    static List<EncoderFixtures.Export> exports() {
        return EncoderFixtures.exports();
    }

    /** One export for each graph that differs from others. */
    static List<EncoderFixtures.Export> graphs() {
        Set<String> seen = new LinkedHashSet<>();
        return exports().stream()
                .filter(
                        export ->
                                !export.isHalf() && seen.add(EncoderMeasurements.graphKey(export)))
                .toList();
    }

    /** Those of which torch's gradients are there. */
    static List<EncoderFixtures.Export> graphsWithGradients() {
        return graphs().stream()
                .filter(export -> EncoderFixtures.hasGradients(export.topology(), export.hasMask()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("exports")
    void hidden_states_equal_onnx_runtimes_and_torchs(EncoderFixtures.Export export) {
        EncoderMeasurements.Forward measured = EncoderMeasurements.forward(export);
        double tolerance = export.isHalf() ? HALF_TOLERANCE : TOLERANCE;
        assertThat(measured.torch()).as("torch").isLessThan(tolerance);
        if (!Double.isNaN(measured.runtime())) {
            assertThat(measured.runtime()).as("ONNX Runtime").isLessThan(tolerance);
        }
    }

    @ParameterizedTest
    @MethodSource("exports")
    void it_is_known_for_what_it_is(EncoderFixtures.Export export) {
        EncoderInfo info = EncoderMeasurements.forward(export).info();
        String topology = export.topology();
        boolean data2vec = topology.startsWith("data2vec");
        boolean stable = topology.endsWith("lv60") || topology.endsWith("ft");
        assertThat(info.usesAttentionMask()).isEqualTo(export.hasMask());
        assertThat(info.family().equals("data2vec-audio")).isEqualTo(data2vec);
        assertThat(info.stableLayerNorm()).isEqualTo(stable);
        assertThat(info.convBias()).isEqualTo(stable);
        assertThat(info.convNorm()).isEqualTo(stable || data2vec ? "layer" : "group");
        assertThat(info.layers()).isEqualTo(2);
        assertThat(info.convKernels()).containsExactly(10, 3, 3, 3, 3, 2, 2);
        boolean head = export.spec("outputs").contains("logits") || export.name().endsWith("ctc");
        assertThat(info.ignored().contains("logits")).isEqualTo(head);
        if (head && topology.startsWith("hubert")) {
            assertThat(info.family()).isEqualTo("hubert");
        }
    }

    @ParameterizedTest
    @MethodSource("exports")
    void weights_are_the_checkpoints_by_name_and_value(EncoderFixtures.Export export) {
        try (OnnxEncoder encoder = OnnxEncoder.read(export.file())) {
            Map<String, INDArray> actual = encoder.weights();
            boolean old = actual.keySet().stream().anyMatch(name -> name.endsWith("weight_g"));
            Map<String, INDArray> expected =
                    CheckpointLayout.weights(
                            EncoderFixtures.parameters(export.topology()),
                            encoder.info().weightNorm(),
                            old);
            assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
            double tolerance = export.isHalf() ? 2e-3 : 1e-6;
            expected.forEach(
                    (name, value) -> {
                        INDArray own = actual.get(name).castTo(DataType.DOUBLE);
                        assertThat(own.shape()).as(name).isEqualTo(value.shape());
                        double scale = Math.max(1, value.amaxNumber().doubleValue());
                        assertThat(own.sub(value).amaxNumber().doubleValue())
                                .as(name)
                                .isLessThan(tolerance * scale);
                        assertThat(OnnxEncoder.groupOf(name))
                                .as(name)
                                .matches("convs|projection|positional|layer\\.[01]");
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("graphsWithGradients")
    void every_gradient_equals_torchs(EncoderFixtures.Export export) {
        assertThat(EncoderMeasurements.gradients(export)).isLessThan(GRADIENT_TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void gradients_equal_finite_differences_in_double(EncoderFixtures.Export export) {
        try (OnnxEncoder encoder = OnnxEncoder.read(export.file())) {
            TinyGraph graph = new TinyGraph(encoder, EncoderOptions.AS_EXPORTED, DataType.DOUBLE);
            OnnxFixtures.Batch batch = OnnxFixtures.noise(5, 1100, 800);
            Map<String, INDArray> inputs =
                    Map.of(
                            "input_values",
                            batch.values().castTo(DataType.DOUBLE),
                            "attention_mask",
                            batch.mask());
            GradientProbe.check(
                    graph.sd(),
                    graph.outputs().lastHiddenState(),
                    inputs,
                    List.copyOf(encoder.weights().keySet()),
                    1,
                    1e-5);
        }
    }
}
