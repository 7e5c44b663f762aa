package org.burst4j.stockimporter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** A model of one operation, or of the few that exporters write for one thing. */
final class OpCase {
    /** The last version of the format that ONNX Runtime 1.19 and the importer both take. */
    private static final int FORMAT = 8;

    private final String operation;
    private final String form;
    private final int opset;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("graph");

    private OpCase(String operation, String form, int opset) {
        this.operation = operation;
        this.form = form;
        this.opset = opset;
    }

    static OpCase of(String operation, int opset, String form) {
        return new OpCase(operation, form, opset);
    }

    /** Adds an input of the model, with the value that it is tried with. */
    OpCase input(String name, Tensor value) {
        inputs.put(name, value);
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long length : value.shape()) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
        }
        TypeProto.Tensor type =
                TypeProto.Tensor.newBuilder()
                        .setElemType(value.type().getNumber())
                        .setShape(shape)
                        .build();
        graph.addInput(
                ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(TypeProto.newBuilder().setTensorType(type)));
        return this;
    }

    OpCase initializer(String name, Tensor value) {
        graph.addInitializer(value.proto(name));
        return this;
    }

    /** Adds a node; attributes are a Long, Double, String, long[] or Tensor each. */
    OpCase node(String type, String from, String to, Object... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(type);
        for (String name : from.split(" ")) {
            if (!name.isEmpty()) {
                node.addInput(name);
            }
        }
        node.addAllOutput(List.of(to.split(" ")));
        // As the importer needs it: it names values by node in places, and by output in others.
        node.setName(node.getOutput(0));
        for (int i = 0; i < attributes.length; i += 2) {
            node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
        }
        graph.addNode(node);
        return this;
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long number) {
            attribute.setType(AttributeProto.AttributeType.INT).setI(number);
        } else if (value instanceof Double number) {
            attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number.floatValue());
        } else if (value instanceof Tensor tensor) {
            attribute.setType(AttributeProto.AttributeType.TENSOR).setT(tensor.proto(name));
        } else if (value instanceof long[] numbers) {
            attribute.setType(AttributeProto.AttributeType.INTS);
            for (long number : numbers) {
                attribute.addInts(number);
            }
        } else {
            attribute.setType(AttributeProto.AttributeType.STRING);
            attribute.setS(ByteString.copyFromUtf8((String) value));
        }
        return attribute.build();
    }

    /** Names what is compared. */
    OpCase outputs(String... names) {
        for (String name : names) {
            outputs.add(name);
            graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        }
        return this;
    }

    /** A whole case with one node, whose result is y. */
    OpCase single(String from, Object... attributes) {
        return node(operation, from, "y", attributes).outputs("y");
    }

    String operation() {
        return operation;
    }

    String form() {
        return form;
    }

    int opset() {
        return opset;
    }

    Map<String, Tensor> inputs() {
        return inputs;
    }

    List<String> outputs() {
        return outputs;
    }

    ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .setProducerName("burst4j-benchmarks")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build();
    }
}
