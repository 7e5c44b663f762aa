package org.burst4j.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What onnx-export/make_encoder_fixtures.py makes: tiny encoders of every topology and exporter.
 */
final class EncoderFixtures {
    private static final String FOLDER = "encoders/";
    private static final JsonNode INDEX = index();

    private EncoderFixtures() {}

    /** One ONNX file. */
    record Export(String topology, String name, JsonNode facts) {
        Path file() {
            return OnnxFixtures.resource(FOLDER + facts.get("file").asText());
        }

        String spec(String key) {
            return facts.get("spec").get(key).asText();
        }

        boolean hasMask() {
            return facts.get("hasMask").asBoolean();
        }

        /** Whether its numbers were kept or computed in half precision. */
        boolean isHalf() {
            return !spec("precision").equals("float32");
        }

        /** The cases that its sizes allow. */
        List<String> cases() {
            List<String> cases = new ArrayList<>();
            facts.get("runtime").forEach(entry -> cases.add(entry.get("case").asText()));
            return cases.stream().distinct().toList();
        }

        /**
         * What ONNX Runtime gave for the last hidden state, or null if the file does not say it.
         */
        float[] runtime(String name) {
            for (JsonNode entry : facts.get("runtime")) {
                if (entry.get("case").asText().equals(name)
                        && meaning(entry.get("output").asText()).equals("last_hidden_state")) {
                    return values(entry);
                }
            }
            return null;
        }

        private String meaning(String output) {
            for (JsonNode node : facts.get("outputs")) {
                if (node.get("name").asText().equals(output)) {
                    return node.get("meaning").asText();
                }
            }
            return "";
        }

        @Override
        public String toString() {
            return topology + "/" + name;
        }
    }

    private static JsonNode index() {
        try (InputStream in = EncoderFixtures.class.getResourceAsStream(FOLDER + "index.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Export> exports() {
        List<Export> exports = new ArrayList<>();
        INDEX.get("exports")
                .forEach(
                        entry ->
                                exports.add(
                                        new Export(
                                                entry.get("topology").asText(),
                                                entry.get("name").asText(),
                                                entry)));
        return exports;
    }

    static Export export(String topology, String name) {
        return exports().stream()
                .filter(export -> export.topology.equals(topology) && export.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A padded batch. */
    static OnnxFixtures.Batch batch(String name) {
        JsonNode entry = INDEX.get("cases").get(name);
        List<Integer> lengths = new ArrayList<>();
        entry.get("lengths").forEach(length -> lengths.add(length.asInt()));
        return new OnnxFixtures.Batch(Nd4j.create(values(entry), shape(entry), 'c'), lengths);
    }

    /** An output of torch's model, with or without the mask. */
    static float[] torch(String topology, String name, boolean mask, String output) {
        for (JsonNode entry : INDEX.get("topologies").get(topology).get("torch")) {
            if (entry.get("case").asText().equals(name) && entry.get("mask").asBoolean() == mask) {
                return values(entry.get("outputs").get(output));
            }
        }
        throw new AssertionError(topology + " " + name);
    }

    /** Whether torch's gradients are there. */
    static boolean hasGradients(String topology, boolean mask) {
        return gradientEntry(topology, mask) != null;
    }

    private static JsonNode gradientEntry(String topology, boolean mask) {
        for (JsonNode entry : INDEX.get("topologies").get(topology).get("gradients")) {
            if (entry.get("mask").asBoolean() == mask) {
                return entry;
            }
        }
        return null;
    }

    /** Torch's gradients of sum(y cos(i)) / count by name, in torch's layout, in DOUBLE. */
    static Map<String, INDArray> gradients(String topology, boolean mask) {
        return byName(gradientEntry(topology, mask).get("parameters"));
    }

    /** The parameters by name, in torch's layout, in DOUBLE. */
    static Map<String, INDArray> parameters(String topology) {
        return byName(INDEX.get("topologies").get(topology).get("parameters"));
    }

    private static Map<String, INDArray> byName(JsonNode entries) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (JsonNode entry : entries) {
            INDArray array = Nd4j.create(values(entry), shape(entry), 'c');
            arrays.put(entry.get("name").asText(), array.castTo(DataType.DOUBLE));
        }
        return arrays;
    }

    private static long[] shape(JsonNode entry) {
        return new ObjectMapper().convertValue(entry.get("shape"), long[].class);
    }

    private static float[] values(JsonNode entry) {
        String file = FOLDER + entry.get("file").asText();
        float[] all = OnnxFixtures.floats(file.substring(0, file.length() - ".f32".length()));
        int offset = entry.get("offset").asInt();
        int size = (int) Arrays.stream(shape(entry)).reduce(1, (a, b) -> a * b);
        return Arrays.copyOfRange(all, offset, offset + size);
    }

    static double largestDifference(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double[] differences =
                IntStream.range(0, actual.length)
                        .mapToDouble(i -> Math.abs(actual[i] - expected[i]))
                        .toArray();
        double largest = 0;
        for (double difference : differences) {
            largest = difference <= largest ? largest : difference; // NaN stays
        }
        return largest;
    }
}
