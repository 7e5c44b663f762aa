package org.burst4j.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The reference data that onnx-export/make_fixtures.py makes, and ONNX Runtime itself. */
final class OnnxFixtures {
    private static final JsonNode INDEX = index();

    private OnnxFixtures() {}

    /** A padded batch: waveforms [B,S], lengths, and the mask [B,S]. */
    record Batch(INDArray values, List<Integer> lengths) {
        INDArray mask() {
            INDArray mask = Nd4j.zeros(DataType.FLOAT, values.shape());
            for (int row = 0; row < lengths.size(); row++) {
                for (int sample = 0; sample < lengths.get(row); sample++) {
                    mask.putScalar(row, sample, 1f);
                }
            }
            return mask;
        }
    }

    private static JsonNode index() {
        try (InputStream in = OnnxFixtures.class.getResourceAsStream("fixtures.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path demoEncoder() {
        return Path.of(System.getProperty("burst4j.projectDirectory", "."))
                .resolve("onnx-export/demo-encoder.onnx");
    }

    static Path resource(String name) {
        try {
            return Path.of(OnnxFixtures.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static float[] floats(String name) {
        try (InputStream in = OnnxFixtures.class.getResourceAsStream(name + ".f32")) {
            FloatBuffer buffer =
                    ByteBuffer.wrap(in.readAllBytes())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String... keys) {
        JsonNode node = INDEX;
        for (String key : keys) {
            node = node.get(key);
        }
        return node;
    }

    static Batch batch(String name) {
        JsonNode node = name.equals("tiny") ? json("tiny") : json("cases", name);
        List<Integer> lengths = new ArrayList<>();
        node.get("lengths").forEach(length -> lengths.add(length.asInt()));
        int samples = node.get("samples").asInt();
        return new Batch(
                Nd4j.create(floats(name + ".input"), new long[] {lengths.size(), samples}, 'c'),
                lengths);
    }

    /** Noise of the given lengths, zero in the padding. */
    static Batch noise(long seed, int... lengths) {
        int samples = 0;
        for (int length : lengths) {
            samples = Math.max(samples, length);
        }
        Random random = new Random(seed);
        INDArray values = Nd4j.zeros(DataType.FLOAT, lengths.length, samples);
        for (int row = 0; row < lengths.length; row++) {
            for (int sample = 0; sample < lengths[row]; sample++) {
                values.putScalar(row, sample, random.nextGaussian());
            }
        }
        return new Batch(values, Arrays.stream(lengths).boxed().toList());
    }

    /** What ONNX Runtime makes of a batch. */
    static float[] runtime(Path file, Batch batch) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = batch.values().shape();
        INDArray rows = batch.mask();
        long[] mask = new long[(int) rows.length()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = rows.getLong(i);
        }
        float[] samples = batch.values().dup('c').data().asFloat();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(2);
            try (OrtSession session = environment.createSession(file.toString(), options);
                    ai.onnxruntime.OnnxTensor values =
                            ai.onnxruntime.OnnxTensor.createTensor(
                                    environment, FloatBuffer.wrap(samples), shape);
                    ai.onnxruntime.OnnxTensor keep =
                            ai.onnxruntime.OnnxTensor.createTensor(
                                    environment, LongBuffer.wrap(mask), shape);
                    OrtSession.Result result =
                            session.run(Map.of("input_values", values, "attention_mask", keep))) {
                ai.onnxruntime.OnnxTensor output = (ai.onnxruntime.OnnxTensor) result.get(0);
                FloatBuffer buffer = output.getFloatBuffer();
                float[] numbers = new float[buffer.remaining()];
                buffer.get(numbers);
                return numbers;
            }
        }
    }
}
