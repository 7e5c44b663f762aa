package org.burst4j.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.burst4j.checkpoint.CheckpointFixtures.copy;
import static org.burst4j.checkpoint.CheckpointFixtures.expected;
import static org.burst4j.checkpoint.CheckpointFixtures.folder;
import static org.burst4j.checkpoint.CheckpointFixtures.largestDifference;
import static org.burst4j.checkpoint.CheckpointFixtures.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import onnx.Onnx;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.burst4j.checkpoint.ExportOptions.Mask;
import org.burst4j.graph.SafeTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checkpoints in every form: exported, run by ONNX Runtime, compared with what torch gave. */
class CheckpointExporterTest {
    /** Rounding of float32 through two layers, in another order of the sums than torch's. */
    private static final double TOLERANCE = 1e-5;

    /** Without a mask the silence of the padding is normed, which multiplies rounding. */
    private static final double SILENCE_TOLERANCE = 5e-5;

    @TempDir Path temporary;

    static Stream<String> names() {
        return CheckpointFixtures.names();
    }

    private static Onnx.ModelProto read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return Onnx.ModelProto.parseFrom(in);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void onnx_runtime_computes_what_torch_computes(String name) throws Exception {
        for (boolean mask : new boolean[] {true, false}) {
            Path file = temporary.resolve(mask + ".onnx");
            ExportOptions options = CheckpointFixtures.with(mask ? Mask.YES : Mask.NO);
            CheckpointExporter.export(folder(name), file, options);
            assertThat(
                            largestDifference(
                                    run(file, mask).get("last_hidden_state"), expected(name, mask)))
                    .as("mask %s", mask)
                    .isLessThan(mask ? TOLERANCE : SILENCE_TOLERANCE);
        }
        assertThat(largestDifference(expected(name, true), expected(name, false)))
                .as("the mask matters")
                .isGreaterThan(100 * TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("names")
    void weights_have_the_names_and_shapes_of_the_bare_encoder(String name) throws Exception {
        Path file = temporary.resolve("e.onnx");
        ExportSummary summary =
                CheckpointExporter.export(folder(name), file, ExportOptions.DEFAULTS);
        JsonNode entry = CheckpointFixtures.entry(name);
        Set<String> extra = new HashSet<>(CheckpointFixtures.texts(entry.path("extraTensors")));
        String prefix = entry.path("prefix").asText();
        Map<String, List<Long>> shapes = new HashMap<>();
        for (Map.Entry<String, JsonNode> tensor : entry.path("tensors").properties()) {
            String key = tensor.getKey();
            if (extra.contains(key) || key.endsWith("masked_spec_embed")) {
                extra.add(key);
                continue;
            }
            assertThat(key).startsWith(prefix);
            List<Long> shape = new ArrayList<>();
            tensor.getValue().forEach(length -> shape.add(length.asLong()));
            String plain =
                    key.substring(prefix.length())
                            .replace(".weight_g", ".parametrizations.weight.original0")
                            .replace(".weight_v", ".parametrizations.weight.original1");
            shapes.put(plain, shape);
        }
        Map<String, List<Long>> found = new HashMap<>();
        for (Onnx.TensorProto tensor : read(file).getGraph().getInitializerList()) {
            if (!tensor.getName().matches("(int64|float32)\\..*")) {
                found.put(tensor.getName(), tensor.getDimsList());
            }
        }
        assertThat(found).isEqualTo(shapes);
        assertThat(summary.ignored().keySet()).isEqualTo(extra);
        assertThat(summary.parameters())
                .isEqualTo(
                        shapes.values().stream()
                                .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
                                .sum());
    }

    @Test
    void what_is_not_part_of_the_encoder_is_told_with_its_reason() {
        ExportSummary summary =
                CheckpointExporter.export(
                        folder("wav2vec2-base"),
                        temporary.resolve("e.onnx"),
                        ExportOptions.DEFAULTS);
        assertThat(summary.ignored())
                .containsEntry("quantizer.codevectors", "only for pre-training")
                .containsEntry("project_hid.bias", "only for pre-training");
        summary =
                CheckpointExporter.export(
                        folder("hubert-large-ls960-ft"),
                        temporary.resolve("f.onnx"),
                        ExportOptions.DEFAULTS);
        assertThat(summary.ignored()).containsEntry("lm_head.weight", "head of a task");
        assertThat(summary.weightTypes()).containsOnlyKeys("f32");
        assertThat(summary.config().preNorm()).isTrue();
    }

    @Test
    void metadata_carries_what_the_preprocessor_must_do_and_decides_on_the_mask() throws Exception {
        for (String name : List.of("wav2vec2-base", "data2vec-audio-base")) {
            Path file = temporary.resolve(name + ".onnx");
            CheckpointExporter.export(folder(name), file, ExportOptions.DEFAULTS);
            Onnx.ModelProto model = read(file);
            Map<String, String> metadata = new HashMap<>();
            model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
            boolean mask = name.startsWith("data2vec");
            assertThat(metadata)
                    .containsEntry("model_type", mask ? "data2vec-audio" : "wav2vec2")
                    .containsEntry("sampling_rate", "16000")
                    .containsEntry("do_normalize", "true")
                    .containsEntry("return_attention_mask", Boolean.toString(mask));
            assertThat(model.getGraph().getInputList())
                    .extracting(Onnx.ValueInfoProto::getName)
                    .containsExactlyElementsOf(
                            mask
                                    ? List.of("input_values", "attention_mask")
                                    : List.of("input_values"));
            assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
        }
    }

    @Test
    void a_folder_without_preprocessor_config_has_a_mask_unless_it_has_group_norm()
            throws Exception {
        for (String name : List.of("wav2vec2-base", "data2vec-audio-base")) {
            Path bare = copy(name, temporary.resolve(name));
            Files.delete(bare.resolve("preprocessor_config.json"));
            ExportSummary summary =
                    CheckpointExporter.export(
                            bare, temporary.resolve(name + ".onnx"), ExportOptions.DEFAULTS);
            assertThat(summary.mask()).isEqualTo(name.startsWith("data2vec"));
            assertThat(summary.preprocessor().normalise()).isTrue();
        }
    }

    @Test
    void hidden_states_of_post_norm_layers_end_in_the_last_and_begin_as_those_of_fewer_layers()
            throws Exception {
        Path file = temporary.resolve("e.onnx");
        ExportOptions all = new ExportOptions(Mask.YES, true, false, false, false);
        CheckpointExporter.export(folder("data2vec-audio-base"), file, all);
        Map<String, float[]> outputs = run(file, true);
        assertThat(outputs)
                .containsOnlyKeys(
                        "last_hidden_state",
                        "hidden_states.0",
                        "hidden_states.1",
                        "hidden_states.2");
        assertThat(outputs.get("hidden_states.2")).isEqualTo(outputs.get("last_hidden_state"));

        Path shorter = copy("data2vec-audio-base", temporary.resolve("shorter"));
        Path config = shorter.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceAll("\"num_hidden_layers\": *2", "\"num_hidden_layers\": 1"));
        Path one = temporary.resolve("one.onnx");
        CheckpointExporter.export(shorter, one, CheckpointFixtures.with(Mask.YES));
        assertThat(
                        largestDifference(
                                run(one, true).get("last_hidden_state"),
                                outputs.get("hidden_states.1")))
                .isLessThan(1e-6);
    }

    @Test
    void hidden_states_of_pre_norm_layers_are_told_before_the_last_norm() throws Exception {
        String name = "hubert-large-ls960-ft";
        Path file = temporary.resolve("e.onnx");
        ExportOptions all = new ExportOptions(Mask.YES, true, false, false, false);
        CheckpointExporter.export(folder(name), file, all);
        Map<String, float[]> outputs = run(file, true);
        try (SafeTensors weights = SafeTensors.open(folder(name).resolve("model.safetensors"));
                INDArray gain = weights.read("hubert.encoder.layer_norm.weight");
                INDArray shift = weights.read("hubert.encoder.layer_norm.bias")) {
            int width = (int) gain.length();
            float[] last = outputs.get("hidden_states.2");
            float[] normed = new float[last.length];
            for (int row = 0; row < last.length; row += width) {
                double mean = 0;
                double square = 0;
                for (int i = 0; i < width; i++) {
                    mean += last[row + i] / (double) width;
                    square += (double) last[row + i] * last[row + i] / width;
                }
                double deviation = Math.sqrt(square - mean * mean + 1e-5);
                for (int i = 0; i < width; i++) {
                    double unit = (last[row + i] - mean) / deviation;
                    normed[row + i] = (float) (unit * gain.getFloat(i) + shift.getFloat(i));
                }
            }
            assertThat(largestDifference(normed, outputs.get("last_hidden_state")))
                    .isLessThan(TOLERANCE);
        }
    }

    @Test
    void halves_are_stored_as_the_nearest_and_computed_with_in_floats() throws Exception {
        String name = "wav2vec2-base";
        Path file = temporary.resolve("e.onnx");
        CheckpointExporter.export(
                folder(name), file, new ExportOptions(Mask.NO, false, true, false, false));
        double difference =
                largestDifference(run(file, false).get("last_hidden_state"), expected(name, false));
        assertThat(difference).isBetween(1e-6, 0.02);
        String exact = "wav2vec2-base-bin-fp16";
        Path same = temporary.resolve("same.onnx");
        CheckpointExporter.export(
                folder(exact), same, new ExportOptions(Mask.NO, false, true, false, false));
        assertThat(
                        largestDifference(
                                run(same, false).get("last_hidden_state"), expected(exact, false)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void weights_in_a_second_file_compute_the_same() throws Exception {
        String name = "hubert-base-ls960-bf16";
        Path file = temporary.resolve("e.onnx");
        ExportSummary summary =
                CheckpointExporter.export(
                        folder(name), file, new ExportOptions(Mask.YES, false, false, true, false));
        Path data = temporary.resolve("e.onnx.data");
        assertThat(summary.bytes()).isEqualTo(Files.size(file));
        assertThat(summary.dataBytes()).isEqualTo(Files.size(data));
        assertThat(summary.sha256()).isEqualTo(sha256(file));
        assertThat(summary.dataSha256()).isEqualTo(sha256(data));
        assertThat(
                        largestDifference(
                                run(file, true).get("last_hidden_state"), expected(name, true)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void the_same_checkpoint_gives_the_same_bytes_and_leaves_nothing_else_behind()
            throws Exception {
        Path first = temporary.resolve("a/first.onnx");
        Path second = temporary.resolve("a/second.onnx");
        ExportSummary summary =
                CheckpointExporter.export(
                        folder("wav2vec2-base-sharded"), first, ExportOptions.DEFAULTS);
        CheckpointExporter.export(folder("wav2vec2-base-sharded"), second, ExportOptions.DEFAULTS);
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(summary.sha256()).isEqualTo(sha256(first));
        assertThat(summary.dataBytes()).isZero();
        assertThat(temporary.resolve("a").toFile().list())
                .containsExactlyInAnyOrder("first.onnx", "second.onnx");
    }

    @Test
    void a_file_that_is_there_stays_unless_it_may_be_replaced() throws Exception {
        Path file = temporary.resolve("e.onnx");
        Files.writeString(file, "mine");
        assertThatThrownBy(
                        () ->
                                CheckpointExporter.export(
                                        folder("wav2vec2-base"), file, ExportOptions.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("e.onnx is already there");
        assertThat(file).hasContent("mine");
        CheckpointExporter.export(
                folder("wav2vec2-base"),
                file,
                new ExportOptions(Mask.AUTO, false, false, false, true));
        assertThat(read(file).getGraph().getNodeCount()).isPositive();
    }

    @Test
    void missing_tensors_are_named() throws Exception {
        Path deeper = copy("wav2vec2-base", temporary.resolve("deeper"));
        Path config = deeper.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceAll("\"num_hidden_layers\": *2", "\"num_hidden_layers\": 3"));
        assertThatThrownBy(
                        () ->
                                CheckpointExporter.export(
                                        deeper,
                                        temporary.resolve("e.onnx"),
                                        ExportOptions.DEFAULTS))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("lacks 16 of the encoder's parameters")
                .hasMessageContaining("encoder.layers.2.attention.q_proj.weight")
                .hasMessageContaining("wav2vec2.");
        assertThat(temporary.resolve("e.onnx")).doesNotExist();
    }

    @Test
    void a_wrong_shape_is_told_with_the_one_expected() throws Exception {
        Path wider = copy("data2vec-audio-base", temporary.resolve("wider"));
        Path config = wider.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceAll("\"intermediate_size\": *16", "\"intermediate_size\": 17"));
        assertThatThrownBy(
                        () ->
                                CheckpointExporter.export(
                                        wider, temporary.resolve("e.onnx"), ExportOptions.DEFAULTS))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "encoder.layers.0.feed_forward.intermediate_dense.weight of"
                                + " model.safetensors has the shape [16, 12], expected [17, 12]");
    }

    @Test
    void numbers_that_are_not_finite_or_no_halves_are_told_with_their_tensor() throws Exception {
        Path broken = copy("data2vec-audio-base", temporary.resolve("broken"));
        Path weights = broken.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        int first = (int) (Long.BYTES + ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).getLong());
        bytes[first + 3] = 0x7F;
        bytes[first + 2] = 0x7F; // the first number becomes about 3e38
        Files.write(weights, bytes);
        Path file = temporary.resolve("e.onnx");
        ExportOptions half = new ExportOptions(Mask.NO, false, true, false, false);
        assertThatThrownBy(() -> CheckpointExporter.export(broken, file, half))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("which is no finite half")
                .extracting(e -> ((ModelException) e).cure())
                .isEqualTo("Export with --dtype fp32.");
        bytes[first + 2] = (byte) 0xFF;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> CheckpointExporter.export(broken, file, ExportOptions.DEFAULTS))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("NaN, which is no finite float");
        assertThat(temporary.toFile().list()).containsExactly("broken");
    }

    @Test
    void a_folder_that_is_none_or_has_no_weights_is_told() throws Exception {
        Path file = temporary.resolve("e.onnx");
        assertThatThrownBy(
                        () ->
                                CheckpointExporter.export(
                                        temporary.resolve("none"), file, ExportOptions.DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none is no folder");
        Path bare = copy("data2vec-audio-base", temporary.resolve("bare"));
        Files.delete(bare.resolve("model.safetensors"));
        assertThatThrownBy(() -> CheckpointExporter.export(bare, file, ExportOptions.DEFAULTS))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("holds no weights: none of model.safetensors");
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
