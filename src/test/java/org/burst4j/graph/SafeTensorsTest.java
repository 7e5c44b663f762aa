package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafeTensorsTest {
    @TempDir Path folder;

    @Test
    void every_type_order_and_shape_comes_back_as_it_went() {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        INDArray base = Nd4j.linspace(-3, 8, 12, DataType.FLOAT).reshape(3, 4);
        arrays.put("z plain", base.dup('c'));
        arrays.put("fortran", base.dup('f'));
        arrays.put("transposed", base.transpose());
        arrays.put("column", base.getColumn(1));
        arrays.put("scalar", Nd4j.scalar(2.5f));
        arrays.put("double", base.castTo(DataType.DOUBLE));
        arrays.put("long", base.castTo(DataType.INT64));
        arrays.put("int", base.castTo(DataType.INT32));
        arrays.put("bytes", Nd4j.createFromArray(1, 255, 0).castTo(DataType.UINT8));
        arrays.put("flags", Nd4j.createFromArray(true, false, true));
        arrays.put("long row", Nd4j.linspace(0, 1, 700_003, DataType.FLOAT));
        Path path = folder.resolve("all.safetensors");

        SafeTensors.write(path, arrays, Map.of("format", "pt", "über", "\"1\""));

        assertThat(folder.toFile().list()).containsExactly("all.safetensors");
        try (SafeTensors file = SafeTensors.open(path)) {
            assertThat(file.names()).containsExactlyElementsOf(arrays.keySet());
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "über", "\"1\""));
            arrays.forEach(
                    (name, array) -> {
                        assertThat(file.shape(name)).isEqualTo(array.shape());
                        INDArray read = file.read(name);
                        assertThat(read.dataType()).as(name).isEqualTo(array.dataType());
                        assertThat(read).as(name).isEqualTo(array);
                        assertThat(read.ordering()).isEqualTo('c');
                    });
            assertThat(file.read("transposed").getFloat(1, 2)).isEqualTo(base.getFloat(2, 1));
        }
    }

    @Test
    void header_is_padded_to_eight_bytes_and_payload_follows_the_map() throws IOException {
        Path path = folder.resolve("two.safetensors");
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("b", Nd4j.createFromArray(1f, 2f));
        arrays.put("a", Nd4j.createFromArray(3f));

        SafeTensors.write(path, arrays, Map.of());

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        assertThat(length % 8).isZero();
        bytes.position(8 + length);
        assertThat(bytes.getFloat()).isEqualTo(1);
        assertThat(bytes.getFloat()).isEqualTo(2);
        assertThat(bytes.getFloat()).isEqualTo(3);
    }

    @Test
    void half_precision_becomes_float_exactly() throws IOException {
        String header =
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[7],\"data_offsets\":[0,14]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[14,18]}}";
        short[] bits = {
            0x3C00,
            (short) 0xC000,
            0x0001,
            (short) 0x8400,
            0x7BFF,
            0x7C00,
            0x7E00,
            0x3F80,
            (short) 0xC049
        };
        ByteBuffer payload = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
        for (short value : bits) {
            payload.putShort(value);
        }

        try (SafeTensors file = SafeTensors.open(raw(header, payload.array()))) {
            assertThat(file.read("h").toFloatVector())
                    .containsExactly(
                            1, -2, 0x1p-24f, -0x1p-14f, 65504, Float.POSITIVE_INFINITY, Float.NaN);
            assertThat(file.read("b").toFloatVector()).containsExactly(1, -3.140625f);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}} | tensor w",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | tensor w",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-1,7]}} | tensor w",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | tensor w",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | tensor w",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | cover 4",
                "{\"w\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}} | Q4",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[0.5],\"data_offsets\":[0,8]}} | 0.5",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}} | shape",
                "{\"w\":3} | tensor w",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,1073741825],"
                        + "\"data_offsets\":[0,8]}} | impossible shape",
                "{\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
                        + " | overlap",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
                        + " | Duplicate",
                "{\"w\": | JSON",
                "[] | start with {",
                "{} {} | JSON",
                "{\"__metadata__\":{\"a\":1}} | no text",
            })
    void hostile_headers_are_refused_with_file_and_reason(String header, String reason)
            throws IOException {
        Path path = raw(header, new byte[8]);

        assertThatThrownBy(() -> SafeTensors.open(path))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("raw.safetensors")
                .hasMessageContaining(reason);
    }

    @Test
    void header_lengths_beyond_the_file_or_the_limit_are_refused() throws IOException {
        for (long length : new long[] {-1, 0, 9, 100_000_001L, Long.MAX_VALUE}) {
            ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            Path path = Files.write(folder.resolve("l"), bytes.putLong(length).array());
            assertThatThrownBy(() -> SafeTensors.open(path))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("header of " + length);
        }
        Path empty = Files.write(folder.resolve("empty"), new byte[3]);
        assertThatThrownBy(() -> SafeTensors.open(empty))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("3 bytes");
    }

    @Test
    void missing_files_tensors_and_types_are_refused_by_name() throws IOException {
        Path path = folder.resolve("x.safetensors");
        assertThatThrownBy(() -> SafeTensors.open(path))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("x.safetensors");
        assertThatThrownBy(
                        () ->
                                SafeTensors.write(
                                        path,
                                        Map.of("half", Nd4j.zeros(DataType.FLOAT16, 2)),
                                        Map.of()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("half")
                .hasMessageContaining("HALF");
        SafeTensors.write(path, Map.of("a", Nd4j.ones(DataType.FLOAT, 2)), Map.of());
        try (SafeTensors file = SafeTensors.open(path)) {
            assertThatThrownBy(() -> file.read("b"))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("tensor named b");
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(path);
        }
    }

    private Path raw(String header, byte[] payload) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + json.length + payload.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .put(payload);
        return Files.write(folder.resolve("raw.safetensors"), bytes.array());
    }
}
