package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import onnx.Onnx;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged, foreign and changed files: each names what is wrong. */
class MalformedOnnxTest {
    @TempDir private Path folder;

    private static byte[] tiny() throws IOException {
        return Files.readAllBytes(OnnxFixtures.resource("tiny-opset17.onnx"));
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("changed.onnx"), bytes);
    }

    private void assertRefused(Path file, String... parts) {
        assertThatThrownBy(() -> OnnxEncoder.read(file))
                .isInstanceOfSatisfying(
                        ModelException.class,
                        e -> {
                            assertThat(e).hasMessageContainingAll(parts);
                            assertThat(e.cure()).isNotEmpty();
                        });
    }

    private void assertGraphRefused(UnaryOperator<Onnx.GraphProto.Builder> change, String... parts)
            throws IOException {
        Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(tiny()).toBuilder();
        model.setGraph(change.apply(model.getGraph().toBuilder()));
        assertRefused(written(model.build().toByteArray()), parts);
    }

    private void assertGraphRead(UnaryOperator<Onnx.GraphProto.Builder> change) throws IOException {
        Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(tiny()).toBuilder();
        model.setGraph(change.apply(model.getGraph().toBuilder()));
        try (OnnxEncoder encoder = OnnxEncoder.read(written(model.build().toByteArray()))) {
            assertThat(encoder.info().layers()).isEqualTo(1);
        }
    }

    private static int indexOf(Onnx.GraphProto.Builder graph, String op) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOpType().equals(op)) {
                return i;
            }
        }
        throw new IllegalArgumentException(op);
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertRefused(folder.resolve("none.onnx"), "none.onnx", "cannot be read");
    }

    @Test
    void an_empty_file_and_a_text_are_not_onnx() throws IOException {
        assertRefused(written(new byte[0]), "changed.onnx", "no graph");
        assertRefused(
                written("not a model at all\n".getBytes(StandardCharsets.UTF_8)), "is not an ONNX");
    }

    @Test
    void a_file_cut_off_anywhere_is_refused() throws IOException {
        byte[] bytes = tiny();
        for (int length = 1; length < bytes.length; length += bytes.length / 37) {
            assertRefused(written(Arrays.copyOf(bytes, length)), "");
        }
    }

    @Test
    void a_file_with_flipped_bytes_is_refused_or_read_but_never_fails_otherwise()
            throws IOException {
        byte[] good = tiny();
        Random random = new Random(4);
        int refused = 0;
        for (int round = 0; round < 60; round++) {
            byte[] bytes = good.clone();
            for (int i = 0; i < 8; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                OnnxEncoder.read(written(bytes));
            } catch (ModelException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void an_unknown_operation_is_named_with_its_node_and_shapes() throws IOException {
        assertGraphRefused(
                graph -> {
                    int at = indexOf(graph, "Erf");
                    return graph.setNode(
                            at, graph.getNode(at).toBuilder().setOpType("BitonicSort"));
                },
                "BitonicSort",
                "/feature_extractor/conv_layers.0/activation/Erf",
                "FLOAT[2, 8,");
    }

    @Test
    void a_known_operation_in_a_wrong_place_is_named() throws IOException {
        assertGraphRefused(
                graph -> {
                    int at = indexOf(graph, "Erf");
                    return graph.setNode(at, graph.getNode(at).toBuilder().setOpType("Sqrt"));
                },
                "is not understood here",
                "feature_extractor.conv_layers.0");
    }

    @Test
    void an_unambiguous_mask_of_a_foreign_name_is_understood() throws IOException {
        assertGraphRead(
                graph -> {
                    String text = "attention_mask";
                    for (int i = 0; i < graph.getNodeCount(); i++) {
                        Onnx.NodeProto.Builder node = graph.getNode(i).toBuilder();
                        for (int j = 0; j < node.getInputCount(); j++) {
                            if (node.getInput(j).equals(text)) {
                                node.setInput(j, "keep");
                            }
                        }
                        graph.setNode(i, node);
                    }
                    return graph.setInput(1, graph.getInput(1).toBuilder().setName("keep"));
                });
    }

    @Test
    void an_unambiguous_output_of_a_foreign_name_is_understood() throws IOException {
        assertGraphRead(
                graph -> {
                    int last = graph.getNodeCount() - 1;
                    graph.setNode(last, graph.getNode(last).toBuilder().setOutput(0, "logits"));
                    return graph.setOutput(0, graph.getOutput(0).toBuilder().setName("logits"));
                });
    }

    @Test
    void a_cycle_is_found() throws IOException {
        assertGraphRefused(
                graph -> {
                    int at = indexOf(graph, "Transpose");
                    return graph.setNode(
                            at, graph.getNode(at).toBuilder().setInput(0, "last_hidden_state"));
                },
                "'last_hidden_state', which nothing before it makes",
                "cyclic");
    }

    @Test
    void external_weights_and_wrong_sizes_are_refused() throws IOException {
        assertGraphRefused(
                graph ->
                        graph.setInitializer(
                                0,
                                graph.getInitializer(0).toBuilder()
                                        .setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL)),
                "lies in ''",
                "in the model's folder");
        assertGraphRefused(
                graph ->
                        graph.setInitializer(
                                0, graph.getInitializer(0).toBuilder().setDims(0, 1L << 40)),
                "is not possible");
        assertGraphRefused(
                graph -> graph.setInitializer(0, graph.getInitializer(0).toBuilder().setDims(0, 9)),
                "needs",
                "but holds");
    }

    @Test
    void a_mask_that_is_not_the_frames_is_refused() throws IOException {
        assertGraphRefused(
                graph -> {
                    int at = indexOf(graph, "CumSum");
                    String summed = graph.getNode(at).getOutput(0);
                    for (int i = 0; i < graph.getNodeCount(); i++) {
                        Onnx.NodeProto node = graph.getNode(i);
                        if (node.getInputCount() > 0 && node.getInput(0).equals(summed)) {
                            // The length of the second last sample: one too small for whole clips.
                            Onnx.NodeProto.Builder changed = node.toBuilder();
                            String minusTwo = "minus_two";
                            graph.addInitializer(
                                    Onnx.TensorProto.newBuilder()
                                            .setName(minusTwo)
                                            .setDataType(7)
                                            .addInt64Data(-2));
                            return graph.setNode(i, changed.setInput(1, minusTwo));
                        }
                    }
                    throw new IllegalArgumentException(summed);
                },
                "applies a mask",
                "not the mask of the frames");
    }

    @Test
    void attention_with_a_foreign_scale_is_refused() throws IOException {
        assertGraphRefused(
                graph -> {
                    for (int i = 0; i < graph.getNodeCount(); i++) {
                        Onnx.NodeProto node = graph.getNode(i);
                        if (node.getName().endsWith("attention/Constant_8")) {
                            Onnx.NodeProto.Builder changed = node.toBuilder();
                            changed.getAttributeBuilder(0)
                                    .setT(
                                            Onnx.TensorProto.newBuilder()
                                                    .setDataType(1)
                                                    .addFloatData(0.3f));
                            graph.setNode(i, changed);
                        }
                    }
                    return graph;
                },
                "is not understood here");
    }
}
