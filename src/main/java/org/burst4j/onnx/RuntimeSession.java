package org.burst4j.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;
import org.burst4j.graph.HalfFloat;

/** A model in ONNX Runtime, with values from its inside as further outputs. */
final class RuntimeSession implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Boundary boundary;
    private final Set<String> wanted;
    private final OrtSession session;

    RuntimeSession(Path file, Boundary boundary, Collection<String> values) {
        this.boundary = boundary;
        wanted = Set.copyOf(values);
        Path copy = null;
        try {
            copy = copyFor(file);
            addOutputs(file, copy);
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                session = environment.createSession(copy.toString(), options);
            }
        } catch (OrtException | IOException e) {
            throw new ModelException(
                    file + " cannot be run in ONNX Runtime: " + e.getMessage(),
                    "ONNX Runtime 1.19 knows operators up to version 21. Check the model with"
                            + " onnx.checker, and that its folder can be written to: a"
                            + " copy with more outputs is made there for a moment.",
                    e);
        } finally {
            delete(copy);
        }
    }

    /** Beside the model, because of data files; elsewhere if nothing can be written there. */
    private static Path copyFor(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        return Files.isWritable(folder)
                ? Files.createTempFile(folder, ".burst4j-verify-", ".onnx")
                : Files.createTempFile("burst4j-verify-", ".onnx");
    }

    private static void delete(Path copy) {
        try {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new ModelException(copy + " cannot be deleted", "Delete it by hand.", e);
        }
    }

    /**
     * Parts of a message that stand one after the other are merged by every reader of the format,
     * so a second graph with nothing but outputs adds them to the first.
     */
    private void addOutputs(Path file, Path copy) throws IOException {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        Set<String> missing = new HashSet<>(wanted);
        missing.removeAll(outputs(file));
        for (String value : missing) {
            ByteArrayOutputStream info = new ByteArrayOutputStream();
            field(info, 1, value.getBytes(StandardCharsets.UTF_8));
            field(graph, ModelReader.OUTPUT, info.toByteArray());
        }
        if (!missing.isEmpty()) {
            try (OutputStream out = Files.newOutputStream(copy, StandardOpenOption.APPEND)) {
                field(out, ModelReader.GRAPH, graph.toByteArray());
            }
        }
    }

    private static Set<String> outputs(Path file) {
        Set<String> names = new HashSet<>();
        Wire model = Wire.over(OnnxReader.map(file));
        while (model.next()) {
            Wire graph = model.field() == ModelReader.GRAPH ? model.message() : null;
            while (graph != null && graph.next()) {
                if (graph.field() == ModelReader.OUTPUT) {
                    names.add(InputReader.name(graph.message()));
                }
            }
        }
        return names;
    }

    private static void field(OutputStream out, int number, byte[] bytes) throws IOException {
        out.write((number << 3) | 2);
        int length = bytes.length;
        while (length > 127) {
            out.write((length & 127) | 128);
            length >>>= 7;
        }
        out.write(length);
        out.write(bytes);
    }

    /** The wanted values for a batch; the mask is not used by a file without one. */
    Map<String, StageValues> run(long[] shape, float[] samples, float[] mask) {
        Map<String, ai.onnxruntime.OnnxTensor> inputs = new HashMap<>();
        Map<String, StageValues> values = new LinkedHashMap<>();
        try {
            inputs.put(boundary.audio().name(), tensor(boundary.audio(), shape, samples));
            if (boundary.mask() != null) {
                inputs.put(boundary.mask().name(), tensor(boundary.mask(), shape, mask));
            }
            try (OrtSession.Result result = session.run(inputs, wanted)) {
                for (Map.Entry<String, OnnxValue> entry : result) {
                    if (entry.getValue() instanceof ai.onnxruntime.OnnxTensor tensor) {
                        FloatBuffer buffer = tensor.getFloatBuffer();
                        if (buffer != null) {
                            float[] numbers = new float[buffer.remaining()];
                            buffer.get(numbers);
                            values.put(
                                    entry.getKey(),
                                    new StageValues(tensor.getInfo().getShape(), numbers));
                        }
                    }
                }
            }
        } catch (OrtException e) {
            throw new ModelException(
                    "ONNX Runtime cannot run the model: " + e.getMessage(),
                    "The model asks for something of its input that it was not given.",
                    e);
        } finally {
            inputs.values().forEach(ai.onnxruntime.OnnxTensor::close);
        }
        return values;
    }

    private ai.onnxruntime.OnnxTensor tensor(OnnxGraph.Input input, long[] shape, float[] numbers)
            throws OrtException {
        ElementType type = input.type();
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(numbers.length * type.bytes())
                        .order(ByteOrder.nativeOrder());
        for (float number : numbers) {
            switch (type) {
                case FLOAT -> bytes.putFloat(number);
                case DOUBLE -> bytes.putDouble(number);
                case FLOAT16 -> bytes.putShort(HalfFloat.fromFloat(number));
                case BFLOAT16 -> bytes.putShort(HalfFloat.bfloat16FromFloat(number));
                case INT64 -> bytes.putLong((long) number);
                case INT32 -> bytes.putInt((int) number);
                case INT8, UINT8, BOOL -> bytes.put((byte) number);
            }
        }
        return ai.onnxruntime.OnnxTensor.createTensor(
                environment, bytes.flip(), shape, OnnxJavaType.valueOf(type.name()));
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException("ONNX Runtime cannot close its session", "", e);
        }
    }
}
