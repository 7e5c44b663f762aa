package org.burst4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of torch.save: what they hold, and that hostile ones do nothing. */
class TorchFileTest {
    @TempDir Path folder;

    static Stream<JsonNode> hostile() {
        return CheckpointFixtures.list("hostile");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void a_hostile_file_is_refused_by_the_name_it_asks_for(JsonNode entry) throws IOException {
        Path file = CheckpointFixtures.folder(entry.path("file").asText());
        // A place in the memo far away costs nothing here; the file then holds no tensors.
        if (entry.path("file").asText().contains("memo-bomb")) {
            assertThat(read(file)).isEmpty();
            return;
        }
        assertThatThrownBy(() -> read(file))
                .as(entry.path("problem").asText())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining(
                        entry.path("names").isNull() ? "" : entry.path("names").asText());
        assertThat(Path.of("harmed")).doesNotExist();
    }

    private static Map<String, float[]> read(Path path) throws IOException {
        Map<String, float[]> values = new LinkedHashMap<>();
        try (MappedFile file = MappedFile.open(path)) {
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            TorchFile.read(file, tensors::put);
            for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
                List<Float> numbers = new ArrayList<>();
                entry.getValue().forEach(numbers::add);
                float[] array = new float[numbers.size()];
                for (int i = 0; i < array.length; i++) {
                    array[i] = numbers.get(i);
                }
                values.put(entry.getKey(), array);
            }
        }
        return values;
    }

    /** A pickle of {"w": a view of six floats 0 to 5}. */
    private static byte[] pickle(int offset, int[] shape, int[] strides) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x80, 2, '}'});
        text(out, "w");
        ascii(out, "ctorch._utils\n_rebuild_tensor_v2\n((");
        text(out, "storage");
        ascii(out, "ctorch\nFloatStorage\n");
        text(out, "0");
        text(out, "cpu");
        out.write(new byte[] {'K', 6, 't', 'Q', 'K', (byte) offset});
        numbers(out, shape);
        numbers(out, strides);
        out.write(new byte[] {(byte) 0x89});
        ascii(out, "ccollections\nOrderedDict\n)RtRs.");
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) throws IOException {
        out.write(new byte[] {'X', (byte) text.length(), 0, 0, 0});
        ascii(out, text);
    }

    private static void ascii(ByteArrayOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void numbers(ByteArrayOutputStream out, int[] values) {
        out.write('(');
        for (int value : values) {
            out.write('K');
            out.write(value);
        }
        out.write('t');
    }

    private static byte[] sixFloats() {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            bytes.putFloat(i);
        }
        return bytes.array();
    }

    private Path archive(byte[] pickle) throws IOException {
        byte[] zip = new TinyZip().add("a/data.pkl", pickle).add("a/data/0", sixFloats()).build();
        return Files.write(folder.resolve("f.bin"), zip);
    }

    @Test
    void views_are_read_in_their_own_order() throws IOException {
        assertThat(read(archive(pickle(0, new int[] {2, 3}, new int[] {3, 1}))).get("w"))
                .containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(read(archive(pickle(0, new int[] {3, 2}, new int[] {1, 3}))).get("w"))
                .containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(read(archive(pickle(1, new int[] {2, 1, 2}, new int[] {3, 99, 1}))).get("w"))
                .containsExactly(1, 2, 4, 5);
        assertThat(read(archive(pickle(4, new int[] {}, new int[] {}))).get("w"))
                .containsExactly(4);
        assertThat(read(archive(pickle(6, new int[] {0, 3}, new int[] {3, 1}))).get("w")).isEmpty();
        assertThat(read(archive(pickle(0, new int[] {2, 2, 1}, new int[] {1, 2, 1}))).get("w"))
                .containsExactly(0, 2, 1, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 7})
    void a_view_beyond_its_storage_is_refused(int offset) throws IOException {
        Path file = archive(pickle(offset, new int[] {2, 3}, new int[] {3, 1}));
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no part of its storage of 6 elements")
                .hasMessageContaining("offset " + offset);
    }

    @Test
    void zip64_and_the_name_of_the_folder_do_not_matter() throws IOException {
        byte[] pickle = pickle(0, new int[] {6}, new int[] {1});
        for (String prefix : List.of("", "archive/", "x/y/")) {
            TinyZip zip = new TinyZip();
            zip.zip64 = true;
            byte[] bytes =
                    zip.add(prefix + "byteorder", "little".getBytes(StandardCharsets.US_ASCII))
                            .add(prefix + "data.pkl", pickle)
                            .add(prefix + "data/0", sixFloats())
                            .build();
            assertThat(read(Files.write(folder.resolve("f.bin"), bytes)).get("w")).hasSize(6);
        }
    }

    private void refused(TinyZip zip, String message) throws IOException {
        Path file = Files.write(folder.resolve("f.bin"), zip.build());
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("f.bin is no sound PyTorch file")
                .hasMessageContaining(message);
    }

    @Test
    void unsound_archives_are_told() throws IOException {
        byte[] pickle = pickle(0, new int[] {6}, new int[] {1});
        TinyZip compressed = new TinyZip();
        compressed.method = 8;
        refused(compressed.add("a/data.pkl", pickle), "compressed or encrypted entry a/data.pkl");
        TinyZip encrypted = new TinyZip();
        encrypted.flags = 1;
        refused(encrypted.add("a/data.pkl", pickle), "compressed or encrypted");
        TinyZip longer = new TinyZip();
        longer.sizeLie = 1 << 20;
        refused(longer.add("a/data.pkl", pickle), "leaves the file");
        TinyZip astray = new TinyZip();
        astray.offsetLie = 3;
        refused(astray.add("a/data.pkl", pickle), "no entry where its directory says");
        TinyZip beyond = new TinyZip();
        beyond.zip64 = true;
        beyond.offsetLie = Integer.MIN_VALUE;
        refused(beyond.add("a/data.pkl", pickle), "ends within something");
        refused(new TinyZip().add("b", pickle), "has no entry data.pkl");
        refused(
                new TinyZip().add("a/data.pkl", pickle).add("b/data.pkl", pickle),
                "two entries data.pkl");
        refused(
                new TinyZip().add("a/data.pkl", pickle).add("a/data.pkl", pickle),
                "two entries a/data.pkl");
        refused(
                new TinyZip()
                        .add("byteorder", "big".getBytes(StandardCharsets.US_ASCII))
                        .add("data.pkl", pickle),
                "byte order big");
    }

    @Test
    void other_files_are_told() throws IOException {
        for (String content : List.of("", "PK", "hello", "version https://git-lfs")) {
            Path file = Files.writeString(folder.resolve("f.bin"), content);
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("begins neither as a zip file nor as a pickle");
        }
    }
}
