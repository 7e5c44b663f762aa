package org.burst4j.checkpoint;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The folders that onnx-export/make_checkpoint_fixtures.py makes, and ONNX Runtime. */
final class CheckpointFixtures {
    private static final Path ROOT = root();
    private static final JsonNode INDEX = index();

    private CheckpointFixtures() {}

    private static Path root() {
        try {
            return Path.of(CheckpointFixtures.class.getResource("index.json").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode index() {
        try {
            return new ObjectMapper().readTree(ROOT.resolve("index.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> names() {
        return list("checkpoints").map(entry -> entry.path("folder").asText());
    }

    static Stream<JsonNode> list(String key) {
        return StreamSupport.stream(INDEX.path(key).spliterator(), false);
    }

    static JsonNode entry(String name) {
        return list("checkpoints")
                .filter(entry -> entry.path("folder").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Path folder(String name) {
        return ROOT.resolve(name);
    }

    /** A copy that a test may change. */
    static Path copy(String name, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(folder(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }

    /** What torch gives for the batch. */
    static float[] expected(String name, boolean mask) {
        for (JsonNode output : entry(name).path("outputs")) {
            if (output.path("mask").asBoolean() == mask) {
                return floats(output);
            }
        }
        throw new IllegalStateException(name);
    }

    /** The waveforms and their lengths. */
    static JsonNode batch() {
        return INDEX.path("case");
    }

    static float[] floats(JsonNode place) {
        long size = 1;
        for (JsonNode length : place.path("shape")) {
            size *= length.asLong();
        }
        try {
            FloatBuffer all =
                    ByteBuffer.wrap(Files.readAllBytes(ROOT.resolve(place.path("file").asText())))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer();
            float[] values = new float[(int) size];
            all.position(place.path("offset").asInt()).get(values);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What ONNX Runtime computes for the batch: each output by name. */
    static Map<String, float[]> run(Path file, boolean mask) throws OrtException {
        JsonNode batch = batch();
        float[] values = floats(batch);
        int clips = batch.path("shape").get(0).asInt();
        int samples = batch.path("shape").get(1).asInt();
        long[] shape = {clips, samples};
        long[] ones = new long[clips * samples];
        for (int clip = 0; clip < clips; clip++) {
            for (int at = 0; at < batch.path("lengths").get(clip).asInt(); at++) {
                ones[clip * samples + at] = 1;
            }
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor audio =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
                OnnxTensor real =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
                OrtSession.Result result =
                        session.run(
                                mask
                                        ? Map.of("input_values", audio, "attention_mask", real)
                                        : Map.of("input_values", audio))) {
            Map<String, float[]> outputs = new HashMap<>();
            for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                FloatBuffer numbers = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] array = new float[numbers.remaining()];
                numbers.get(array);
                outputs.put(output.getKey(), array);
            }
            return outputs;
        }
    }

    static double largestDifference(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            largest = Double.isNaN(difference) ? difference : Math.max(largest, difference);
        }
        return largest;
    }

    static ExportOptions with(ExportOptions.Mask mask) {
        return new ExportOptions(mask, false, false, false, false);
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
