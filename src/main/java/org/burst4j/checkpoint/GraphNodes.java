package org.burst4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/** The nodes of an ONNX graph while it is built, with its small constants, each kept once. */
final class GraphNodes {
    private final Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder();
    private final Map<String, Integer> names = new HashMap<>();
    private final Set<String> constants = new HashSet<>();

    /** Adds a node of one output; gives the output's name. */
    String add(String scope, String op, List<String> inputs, Onnx.AttributeProto... attributes) {
        String plain = "/" + scope + "/" + op;
        int number = names.merge(plain, 1, Integer::sum);
        String name = number == 1 ? plain : plain + "_" + (number - 1);
        return add(name, op, inputs, name + "_output_0", attributes);
    }

    private String add(
            String name,
            String op,
            List<String> inputs,
            String output,
            Onnx.AttributeProto... attributes) {
        graph.addNode(
                Onnx.NodeProto.newBuilder()
                        .setName(name)
                        .setOpType(op)
                        .addAllInput(inputs)
                        .addOutput(output)
                        .addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    /** Declares an input of the graph. */
    void input(String name, Onnx.TensorProto.DataType type, String... axes) {
        graph.addInput(value(name, type, -1, axes));
    }

    /** Makes a value an output of the graph, of floats, under a name; the last axis is fixed. */
    void output(String name, String value, int width, String... axes) {
        add("/" + name, "Identity", List.of(value), name);
        graph.addOutput(value(name, Onnx.TensorProto.DataType.FLOAT, width, axes));
    }

    private static Onnx.ValueInfoProto value(
            String name, Onnx.TensorProto.DataType type, int width, String... axes) {
        Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder();
        for (String axis : axes) {
            shape.addDimBuilder().setDimParam(axis);
        }
        if (width >= 0) {
            shape.addDimBuilder().setDimValue(width);
        }
        Onnx.ValueInfoProto.Builder value = Onnx.ValueInfoProto.newBuilder().setName(name);
        value.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber()).setShape(shape);
        return value.build();
    }

    /** A list of whole numbers. */
    String longs(long... values) {
        String text =
                Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining("."));
        return longs("int64." + text, new long[] {values.length}, values);
    }

    /** A whole number without axes. */
    String scalar(long value) {
        return longs("int64.scalar." + value, new long[0], value);
    }

    private String longs(String name, long[] shape, long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(name, Onnx.TensorProto.DataType.INT64, shape, bytes);
    }

    /** A number without axes. */
    String real(float value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(0, value);
        String name = "float32.scalar." + value;
        return constant(name, Onnx.TensorProto.DataType.FLOAT, new long[0], bytes);
    }

    /** A row of ones. */
    String ones(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[length];
        Arrays.fill(values, 1);
        bytes.asFloatBuffer().put(values);
        String name = "float32.ones." + length;
        return constant(name, Onnx.TensorProto.DataType.FLOAT, new long[] {length}, bytes);
    }

    private String constant(
            String name, Onnx.TensorProto.DataType type, long[] shape, ByteBuffer bytes) {
        if (constants.add(name)) {
            Onnx.TensorProto.Builder tensor =
                    Onnx.TensorProto.newBuilder()
                            .setName(name)
                            .setDataType(type.getNumber())
                            .setRawData(ByteString.copyFrom(bytes));
            for (long length : shape) {
                tensor.addDims(length);
            }
            graph.addInitializer(tensor);
        }
        return name;
    }

    static Onnx.AttributeProto attribute(String name, long value) {
        return Onnx.AttributeProto.newBuilder()
                .setName(name)
                .setType(Onnx.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static Onnx.AttributeProto attribute(String name, long... values) {
        Onnx.AttributeProto.Builder attribute =
                Onnx.AttributeProto.newBuilder()
                        .setName(name)
                        .setType(Onnx.AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    static Onnx.AttributeProto attribute(String name, double value) {
        return Onnx.AttributeProto.newBuilder()
                .setName(name)
                .setType(Onnx.AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    /** The graph without its weights. */
    Onnx.GraphProto build(String name) {
        return graph.setName(name).build();
    }
}
