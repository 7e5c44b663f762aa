package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import onnx.Onnx;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights beside the model: found, hashed, and nothing read that is not the model's. */
class ExternalDataTest {
    @TempDir private Path folder;

    private static Onnx.ModelProto.Builder tiny() throws IOException {
        return Onnx.ModelProto.parseFrom(
                Files.readAllBytes(OnnxFixtures.resource("tiny-opset17.onnx")))
                .toBuilder();
    }

    private static void put(Onnx.TensorProto.Builder tensor, String key, String value) {
        for (int i = 0; i < tensor.getExternalDataCount(); i++) {
            if (tensor.getExternalData(i).getKey().equals(key)) {
                tensor.removeExternalData(i--);
            }
        }
        tensor.addExternalData(
                Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    }

    /** The tiny encoder with all its raw weights in one file each, or in one file for all. */
    private Path split(boolean one, BiConsumer<Integer, Onnx.TensorProto.Builder> change)
            throws IOException {
        Onnx.ModelProto.Builder model = tiny();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Files.createDirectories(folder.resolve("parts"));
        for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
            Onnx.TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(i);
            byte[] raw = tensor.getRawData().toByteArray();
            if (raw.length == 0) {
                continue;
            }
            tensor.clearRawData().setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL);
            if (one) {
                put(tensor, "location", "all.data");
                put(tensor, "offset", "" + all.size());
                put(tensor, "length", "" + raw.length);
                all.write(raw);
            } else {
                put(tensor, "location", "parts/" + i);
                Files.write(folder.resolve("parts/" + i), raw);
            }
            change.accept(i, tensor);
        }
        Files.write(folder.resolve("all.data"), all.toByteArray());
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    private void assertRefused(String key, String value, String... parts) throws IOException {
        Path file =
                split(
                        true,
                        (i, tensor) -> {
                            if (i == 1) {
                                put(tensor, key, value);
                            }
                        });
        assertThatThrownBy(() -> OnnxEncoder.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining("model.onnx: the tensor '");
    }

    private static String assertReadsAsTheWhole(Path file) {
        try (OnnxEncoder split = OnnxEncoder.read(file);
                OnnxEncoder whole = OnnxEncoder.read(OnnxFixtures.resource("tiny-opset17.onnx"))) {
            assertThat(split.weights()).isEqualTo(whole.weights());
            EncoderVerification.run(split, file, List.of(), 1e-4).requireWithinTolerance();
            assertThat(split.info().sha256()).isNotEqualTo(whole.info().sha256());
            return split.info().sha256();
        }
    }

    @Test
    void weights_in_one_file_or_in_many_are_those_of_the_whole_model() throws IOException {
        assertReadsAsTheWhole(split(true, (i, tensor) -> {}));
        assertReadsAsTheWhole(split(false, (i, tensor) -> {}));
    }

    @Test
    void the_hash_covers_the_weights_outside() throws IOException {
        Path file = split(true, (i, tensor) -> {});
        String before = assertReadsAsTheWhole(file);
        byte[] data = Files.readAllBytes(folder.resolve("all.data"));
        data[0] = (byte) (data[0] ^ 1);
        Files.write(folder.resolve("all.data"), data);
        try (OnnxEncoder changed = OnnxEncoder.read(file)) {
            assertThat(changed.info().sha256()).isNotEqualTo(before);
        }
    }

    @Test
    void paths_that_lead_elsewhere_are_refused() throws IOException {
        Files.write(folder.resolve("outside"), new byte[10]);
        for (String location :
                new String[] {
                    "",
                    "../outside",
                    "/etc/passwd",
                    "parts/../all.data",
                    "parts\\0",
                    "C:x",
                    "a//b",
                    "./all.data",
                    "a\0b"
                }) {
            assertRefused("location", location, "lies in '" + location + "'", "relative path");
        }
        assertRefused("location", "none.data", "'none.data', which is not there");
        assertRefused("location", "parts", "'parts', which is not there");
    }

    @Test
    void a_link_out_of_the_folder_is_refused_and_one_inside_followed() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Path file = split(true, (i, tensor) -> {});
        Files.copy(file, inner.resolve("model.onnx"));
        Files.copy(folder.resolve("all.data"), elsewhere.resolve("all.data"));
        Files.createSymbolicLink(inner.resolve("all.data"), elsewhere.resolve("all.data"));
        assertThatThrownBy(() -> OnnxEncoder.read(inner.resolve("model.onnx")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a link that leads out of the model's folder");
        Files.move(folder.resolve("all.data"), folder.resolve("moved"));
        Files.createSymbolicLink(folder.resolve("all.data"), Path.of("moved"));
        assertReadsAsTheWhole(file);
        // The cache of Hugging Face's hub: links to one folder that holds both files.
        Files.copy(file, elsewhere.resolve("hash"));
        Files.delete(inner.resolve("model.onnx"));
        Files.createSymbolicLink(inner.resolve("model.onnx"), elsewhere.resolve("hash"));
        assertReadsAsTheWhole(inner.resolve("model.onnx"));
    }

    @Test
    void ranges_outside_of_the_file_or_on_top_of_each_other_are_refused() throws IOException {
        assertRefused("offset", "-1", "offset -1");
        assertRefused("offset", "x", "offset 'x'");
        assertRefused("offset", "9223372036854775807", "ends at byte");
        assertRefused("offset", "1000000", "ends at byte");
        assertRefused("offset", "0", "where another tensor lies");
        assertRefused("offset", "316", "where another tensor lies");
        assertRefused("length", "4", "says it has 4 in 'all.data'");
        assertRefused("length", "9999999999999999999999", "length '9999");
    }
}
