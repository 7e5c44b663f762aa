package org.burst4j.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;

/** The checked header of a safetensors file: entries in the order of their bytes, and the texts. */
record SafeTensorsHeader(Map<String, Entry> entries, Map<String, String> metadata, long dataStart) {
    static final String METADATA = "__metadata__";

    /** Largest header that the reference reader takes. */
    static final long LARGEST_HEADER = 100_000_000;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** One array: its bytes are [begin, end) after the header. */
    static final class Entry {
        private final String name;
        private final SafeTensorsType type;
        private final long[] shape;
        private final long begin;
        private final long end;

        Entry(String name, SafeTensorsType type, long[] shape, long begin, long end) {
            this.name = name;
            this.type = type;
            this.shape = shape;
            this.begin = begin;
            this.end = end;
        }

        String name() {
            return name;
        }

        SafeTensorsType type() {
            return type;
        }

        long[] shape() {
            return shape;
        }

        long begin() {
            return begin;
        }

        long end() {
            return end;
        }
    }

    static SafeTensorsHeader read(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw broken(path, "has " + size + " bytes, expected a header length of 8 bytes");
        }
        long length = readFully(channel, 0, Long.BYTES).getLong();
        if (length < 2 || length > LARGEST_HEADER || length > size - Long.BYTES) {
            throw broken(
                    path,
                    "names a header of "
                            + length
                            + " bytes, expected 2 to "
                            + Math.min(LARGEST_HEADER, size - Long.BYTES));
        }
        JsonNode root = parse(path, readFully(channel, Long.BYTES, (int) length));
        long payload = size - Long.BYTES - length;
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                readMetadata(path, field.getValue(), metadata);
            } else {
                entries.add(readEntry(path, field.getKey(), field.getValue(), payload));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        Map<String, Entry> byName = new LinkedHashMap<>();
        long next = 0;
        for (Entry entry : entries) {
            if (entry.begin() != next) {
                throw broken(
                        path,
                        "starts tensor "
                                + entry.name()
                                + " at byte "
                                + entry.begin()
                                + ", expected "
                                + next
                                + ": tensors overlap or leave a gap");
            }
            next = entry.end();
            byName.put(entry.name(), entry);
        }
        if (next != payload) {
            throw broken(
                    path, "holds " + payload + " bytes of data, but its tensors cover " + next);
        }
        return new SafeTensorsHeader(
                Collections.unmodifiableMap(byName),
                Collections.unmodifiableMap(metadata),
                Long.BYTES + length);
    }

    private static ByteBuffer readFully(FileChannel channel, long at, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file ends within its header");
            }
        }
        return buffer.flip();
    }

    private static JsonNode parse(Path path, ByteBuffer bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (!text.startsWith("{")) {
                throw broken(path, "has a header that does not start with {");
            }
            return JSON.readTree(text);
        } catch (CharacterCodingException | JsonProcessingException e) {
            throw new ModelException(
                    path + " has a header that is not valid JSON: " + e.getMessage(),
                    "Get the file again.",
                    e);
        }
    }

    private static void readMetadata(Path path, JsonNode node, Map<String, String> metadata) {
        if (!node.isObject()) {
            throw broken(path, "has a " + METADATA + " that is no object");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw broken(
                        path, "has a " + METADATA + " value that is no text: " + field.getKey());
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
    }

    private static Entry readEntry(Path path, String name, JsonNode node, long payload) {
        JsonNode typeNode = node.path("dtype");
        SafeTensorsType type =
                Arrays.stream(SafeTensorsType.values())
                        .filter(t -> t.name().equals(typeNode.asText()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        broken(
                                                path,
                                                "gives tensor "
                                                        + name
                                                        + " the type "
                                                        + typeNode
                                                        + ", expected one of "
                                                        + Arrays.toString(
                                                                SafeTensorsType.values())));
        long[] shape = numbers(path, name, "shape", node.path("shape"));
        long[] offsets = numbers(path, name, "data_offsets", node.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > payload) {
            throw broken(
                    path,
                    "gives tensor "
                            + name
                            + " the bytes "
                            + Arrays.toString(offsets)
                            + ", expected a begin and an end within 0 to "
                            + payload);
        }
        long expected = type.bytes();
        try {
            for (long length : shape) {
                expected = Math.multiplyExact(expected, length);
            }
        } catch (ArithmeticException e) {
            throw new ModelException(
                    path
                            + " gives tensor "
                            + name
                            + " the impossible shape "
                            + Arrays.toString(shape),
                    "Get the file again.",
                    e);
        }
        if (offsets[1] - offsets[0] != expected) {
            throw broken(
                    path,
                    "gives tensor "
                            + name
                            + " "
                            + (offsets[1] - offsets[0])
                            + " bytes, expected "
                            + expected
                            + " for "
                            + type
                            + Arrays.toString(shape));
        }
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] numbers(Path path, String name, String key, JsonNode node) {
        if (!node.isArray()) {
            throw broken(path, "gives tensor " + name + " no list " + key);
        }
        long[] numbers = new long[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = node.get(i);
            if (!number.isIntegralNumber()
                    || !number.canConvertToLong()
                    || number.longValue() < 0) {
                throw broken(
                        path,
                        "gives tensor "
                                + name
                                + " the "
                                + key
                                + " value "
                                + number
                                + ", expected a whole number from 0 up");
            }
            numbers[i] = number.longValue();
        }
        return numbers;
    }

    private static ModelException broken(Path path, String problem) {
        return new ModelException(
                path + " is no sound safetensors file: it " + problem, "Get the file again.");
    }
}
