package org.burst4j.onnx;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx;
import org.burst4j.ModelException;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Reads and checks ONNX files. */
final class OnnxReader {
    private static final String EXPORT_AGAIN =
            "Check that the file is a complete ONNX model; export it again if need be.";
    private static final String EXTERNAL =
            "Save it as one file: onnx.save(onnx.load(\"model.onnx\"), \"one.onnx\").";

    private OnnxReader() {}

    static OnnxFile read(Path file) {
        Onnx.ModelProto model;
        String sha256;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream raw = Files.newInputStream(file);
                    InputStream in =
                            new DigestInputStream(new BufferedInputStream(raw, 1 << 16), digest)) {
                CodedInputStream coded = CodedInputStream.newInstance(in, 1 << 16);
                coded.setSizeLimit(Integer.MAX_VALUE);
                model = Onnx.ModelProto.parseFrom(coded);
            }
            sha256 = HexFormat.of().formatHex(digest.digest());
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(
                    file + " is not an ONNX file, or is cut off: " + e.getMessage(),
                    EXPORT_AGAIN,
                    e);
        } catch (IOException e) {
            throw new ModelException(
                    file + " cannot be read: " + e, "Check the path and its permissions.", e);
        } catch (NoSuchAlgorithmException e) {
            throw new ModelException("this Java has no SHA-256", "Use a complete JDK.", e);
        }
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw new ModelException(
                    file + " is not an ONNX model: it holds no graph with operations",
                    EXPORT_AGAIN);
        }
        if (model.getFunctionsCount() > 0) {
            throw new ModelException(
                    file
                            + " holds "
                            + model.getFunctionsCount()
                            + " functions of its own, which are not supported",
                    "Inline them: onnx.save(onnx.inliner.inline_local_functions(model), path).");
        }
        String producer = (model.getProducerName() + " " + model.getProducerVersion()).strip();
        return new OnnxFile(
                file.getFileName().toString(),
                graph(model.getGraph()),
                opset(model, file),
                producer,
                sha256);
    }

    private static int opset(Onnx.ModelProto model, Path file) {
        for (Onnx.OperatorSetIdProto set : model.getOpsetImportList()) {
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
                return (int) set.getVersion();
            }
        }
        throw new ModelException(
                file + " names no version of the standard ONNX operators", EXPORT_AGAIN);
    }

    private static OnnxGraph graph(Onnx.GraphProto proto) {
        Map<String, OnnxTensor> constants = new LinkedHashMap<>();
        for (Onnx.TensorProto tensor : proto.getInitializerList()) {
            refuseExternal(tensor);
            constants.put(tensor.getName(), TensorReader.read(tensor));
        }
        if (proto.getSparseInitializerCount() > 0) {
            throw new ModelException(
                    "the file holds sparse initializers, which are not supported",
                    "Export the encoder with dense weights.");
        }
        List<OnnxGraph.Input> inputs = new ArrayList<>();
        for (Onnx.ValueInfoProto input : proto.getInputList()) {
            if (!constants.containsKey(input.getName())) {
                inputs.add(input(input));
            }
        }
        List<OnnxNode> nodes = new ArrayList<>();
        for (Onnx.NodeProto node : proto.getNodeList()) {
            nodes.add(node(node));
        }
        List<String> outputs = new ArrayList<>();
        proto.getOutputList().forEach(output -> outputs.add(output.getName()));
        checkOrder(inputs, constants, nodes, outputs);
        return new OnnxGraph(inputs, outputs, nodes, constants);
    }

    private static void refuseExternal(Onnx.TensorProto tensor) {
        if (tensor.getDataLocation() == Onnx.TensorProto.DataLocation.EXTERNAL) {
            throw new ModelException(
                    "the weight '"
                            + tensor.getName()
                            + "' is kept outside the ONNX file, which is not supported",
                    EXTERNAL);
        }
    }

    private static OnnxGraph.Input input(Onnx.ValueInfoProto proto) {
        Onnx.TypeProto.Tensor type = proto.getType().getTensorType();
        String where = "the input '" + proto.getName() + "'";
        List<Long> shape = new ArrayList<>();
        for (Onnx.TensorShapeProto.Dimension dimension : type.getShape().getDimList()) {
            boolean fixed =
                    dimension.getValueCase() == Onnx.TensorShapeProto.Dimension.ValueCase.DIM_VALUE;
            shape.add(fixed ? dimension.getDimValue() : -1);
        }
        return new OnnxGraph.Input(
                proto.getName(), ElementType.of(type.getElemType(), where), shape);
    }

    private static OnnxNode node(Onnx.NodeProto proto) {
        String domain = proto.getDomain();
        boolean standard = domain.isEmpty() || domain.equals("ai.onnx");
        String op = standard ? proto.getOpType() : domain + "." + proto.getOpType();
        Map<String, Object> attributes = new HashMap<>();
        for (Onnx.AttributeProto attribute : proto.getAttributeList()) {
            attributes.put(attribute.getName(), attribute(attribute, proto));
        }
        return new OnnxNode(
                proto.getName(), op, proto.getInputList(), proto.getOutputList(), attributes);
    }

    private static Object attribute(Onnx.AttributeProto attribute, Onnx.NodeProto node) {
        return switch (attribute.getType()) {
            case FLOAT -> (double) attribute.getF();
            case INT -> attribute.getI();
            case STRING -> attribute.getS().toStringUtf8();
            case TENSOR -> {
                refuseExternal(attribute.getT());
                yield TensorReader.read(attribute.getT());
            }
            case INTS -> attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
            case FLOATS -> List.copyOf(attribute.getFloatsList());
            default ->
                    throw new ModelException(
                            "node '"
                                    + node.getName()
                                    + "' ("
                                    + node.getOpType()
                                    + ") has the attribute '"
                                    + attribute.getName()
                                    + "' of the kind "
                                    + attribute.getType()
                                    + ", which is not supported",
                            "Export the encoder without branches and loops: in evaluation mode,"
                                    + " with attn_implementation=\"eager\".");
        };
    }

    private static void checkOrder(
            List<OnnxGraph.Input> inputs,
            Map<String, OnnxTensor> constants,
            List<OnnxNode> nodes,
            List<String> outputs) {
        Set<String> known = new HashSet<>(constants.keySet());
        inputs.forEach(input -> known.add(input.name()));
        for (OnnxNode node : nodes) {
            for (String input : node.inputs()) {
                if (!input.isEmpty() && !known.contains(input)) {
                    throw new ModelException(
                            node
                                    + " reads '"
                                    + input
                                    + "', which nothing before it makes: the graph is cyclic, out"
                                    + " of order or incomplete",
                            EXPORT_AGAIN);
                }
            }
            if (node.outputs().isEmpty()) {
                throw new ModelException(node + " has no output", EXPORT_AGAIN);
            }
            for (String output : node.outputs()) {
                if (!output.isEmpty() && !known.add(output)) {
                    throw new ModelException(
                            node + " makes '" + output + "' a second time", EXPORT_AGAIN);
                }
            }
        }
        for (String output : outputs) {
            if (!known.contains(output)) {
                throw new ModelException(
                        "nothing makes the graph's output '" + output + "'", EXPORT_AGAIN);
            }
        }
    }
}
