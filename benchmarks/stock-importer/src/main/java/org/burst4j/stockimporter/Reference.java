package org.burst4j.stockimporter;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.TensorProto;
import org.burst4j.ModelException;

/** ONNX Runtime: what a file means. */
final class Reference {
    private Reference() {}

    static Map<String, Tensor> run(Path file, Map<String, Tensor> inputs, List<String> outputs) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(file.toString(), options)) {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                feeds.put(input.getKey(), tensor(environment, input.getValue()));
            }
            Map<String, Tensor> results = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(feeds)) {
                for (String output : outputs) {
                    OnnxValue value = result.get(output).orElseThrow();
                    results.put(output, tensor((OnnxTensor) value));
                }
            }
            return results;
        } catch (OrtException e) {
            throw new ModelException(
                    file + " does not run in ONNX Runtime: " + e.getMessage(),
                    "Correct the case: the reference must be right.",
                    e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Tensor value) throws OrtException {
        double[] values = value.values();
        switch (value.type()) {
            case INT64:
                LongBuffer longs = LongBuffer.allocate(values.length);
                for (double number : values) {
                    longs.put((long) number);
                }
                return OnnxTensor.createTensor(environment, longs.flip(), value.shape());
            case BOOL:
                ByteBuffer bytes =
                        ByteBuffer.allocateDirect(values.length).order(ByteOrder.nativeOrder());
                for (double number : values) {
                    bytes.put((byte) number);
                }
                return OnnxTensor.createTensor(
                        environment, bytes.flip(), value.shape(), ai.onnxruntime.OnnxJavaType.BOOL);
            default:
                FloatBuffer floats = FloatBuffer.allocate(values.length);
                for (double number : values) {
                    floats.put((float) number);
                }
                return OnnxTensor.createTensor(environment, floats.flip(), value.shape());
        }
    }

    private static Tensor tensor(OnnxTensor value) {
        long[] shape = value.getInfo().getShape();
        double[] values = new double[Tensor.count(shape)];
        TensorProto.DataType type;
        switch (value.getInfo().type) {
            case INT64 -> {
                type = TensorProto.DataType.INT64;
                LongBuffer longs = value.getLongBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = longs.get(i);
                }
            }
            case BOOL -> {
                type = TensorProto.DataType.BOOL;
                ByteBuffer bytes = value.getByteBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes.get(i);
                }
            }
            default -> {
                type = TensorProto.DataType.FLOAT;
                FloatBuffer floats = value.getFloatBuffer();
                for (int i = 0; i < values.length; i++) {
                    values[i] = floats.get(i);
                }
            }
        }
        return new Tensor(type, shape, values);
    }
}
