package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;

/** Reads a model's graph and functions from the fields of its file. */
final class ModelReader {
    /** Number of a model's field with its graph. */
    static final int GRAPH = 7;

    /** Number of a graph's field with one of its outputs. */
    static final int OUTPUT = 12;

    /** Number of a graph's field with one of its nodes. */
    static final int NODE = 1;

    /** Ten times as many as the longest exports of 48 layers have. */
    static final int MAX_NODES = 100_000;

    private final TensorReader tensors;
    private final NodeReader nodeReader;
    private final List<OnnxGraph.Input> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();
    private final Map<String, FunctionInliner.Function> functions = new HashMap<>();
    private String producer = "";
    private String producerVersion = "";
    private int opset = -1;
    private boolean graphSeen;

    ModelReader(ExternalData external) {
        tensors = new TensorReader(external);
        nodeReader = new NodeReader(tensors);
    }

    void read(Wire model) {
        List<Wire> functionsUnread = new ArrayList<>();
        while (model.next()) {
            switch (model.field()) {
                case 2 -> producer = model.text();
                case 3 -> producerVersion = model.text();
                case GRAPH -> graph(model.message());
                case 8 -> opset = opset(model.message(), opset);
                case 25 -> functionsUnread.add(model.message());
                default -> {
                    // The format's version, documentation, metadata, training.
                }
            }
        }
        functionsUnread.forEach(this::function);
    }

    String producer() {
        return (producer + " " + producerVersion).strip();
    }

    /** Version of the standard operators, or -1 if the file names none. */
    int opset() {
        return opset;
    }

    /** The graph with all functions inlined, in a checked order; null if there is none. */
    OnnxGraph graph() {
        if (!graphSeen || nodes.isEmpty()) {
            return null;
        }
        List<OnnxNode> inlined = new FunctionInliner(functions, opset).inline(nodes);
        checkOrder(inlined);
        return new OnnxGraph(inputs, outputs, inlined, constants);
    }

    static int opset(Wire message, int standard) {
        String domain = "";
        long version = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> domain = message.text();
                case 2 -> version = message.integer();
                default -> {
                    // The format knows no other fields here.
                }
            }
        }
        boolean isStandard = domain.isEmpty() || domain.equals("ai.onnx");
        return isStandard ? (int) Math.max(0, Math.min(version, Integer.MAX_VALUE)) : standard;
    }

    private void graph(Wire message) {
        if (graphSeen) {
            throw new ModelException("the file holds two graphs", OnnxReader.EXPORT_AGAIN);
        }
        graphSeen = true;
        List<OnnxGraph.Input> named = new ArrayList<>();
        while (message.next()) {
            switch (message.field()) {
                case NODE -> {
                    if (nodes.size() == MAX_NODES) {
                        throw FunctionInliner.tooMany();
                    }
                    nodes.add(nodeReader.node(message.message()));
                }
                case 5 -> constant(tensors.read(message.message()));
                case 11 -> named.add(InputReader.input(message.message()));
                case OUTPUT -> outputs.add(InputReader.name(message.message()));
                case 15 ->
                        throw new ModelException(
                                "the file holds sparse initializers, which are not supported",
                                "Export the encoder with dense weights.");
                default -> {
                    // The graph's name, documentation, shapes of values, quantization.
                }
            }
        }
        Set<String> seen = new HashSet<>();
        for (OnnxGraph.Input input : named) {
            if (!seen.add(input.name())) {
                throw new ModelException(
                        "the graph has two inputs '" + input.name() + "'", OnnxReader.EXPORT_AGAIN);
            }
            if (!constants.containsKey(input.name())) {
                inputs.add(input);
            }
        }
    }

    private void constant(TensorReader.Named named) {
        if (constants.put(named.name(), named.tensor()) != null) {
            throw new ModelException(
                    "the graph has two constants '" + named.name() + "'", OnnxReader.EXPORT_AGAIN);
        }
    }

    private void function(Wire message) {
        FunctionInliner.Function function = FunctionInliner.read(message, nodeReader);
        if (functions.put(function.name(), function) != null) {
            throw new ModelException(
                    "the file has two functions '" + function.name() + "'",
                    OnnxReader.EXPORT_AGAIN);
        }
    }

    private void checkOrder(List<OnnxNode> ordered) {
        Set<String> known = new HashSet<>(constants.keySet());
        inputs.forEach(input -> known.add(input.name()));
        for (OnnxNode node : ordered) {
            for (String input : node.inputs()) {
                if (!input.isEmpty() && !known.contains(input)) {
                    throw new ModelException(
                            node
                                    + " reads '"
                                    + input
                                    + "', which nothing before it makes: the graph is cyclic, out"
                                    + " of order or incomplete",
                            OnnxReader.EXPORT_AGAIN);
                }
            }
            if (node.outputs().isEmpty() || node.output().isEmpty()) {
                throw new ModelException(node + " has no output", OnnxReader.EXPORT_AGAIN);
            }
            for (String output : node.outputs()) {
                if (!output.isEmpty() && !known.add(output)) {
                    throw new ModelException(
                            node + " makes '" + output + "' a second time",
                            OnnxReader.EXPORT_AGAIN);
                }
            }
        }
        for (String output : outputs) {
            if (!known.contains(output)) {
                throw new ModelException(
                        "nothing makes the graph's output '" + output + "'",
                        OnnxReader.EXPORT_AGAIN);
            }
        }
    }
}
