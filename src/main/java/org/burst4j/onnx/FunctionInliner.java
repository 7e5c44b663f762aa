package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;

/**
 * Puts the nodes of a model's own functions in the place of their calls.
 *
 * <p>Values inside a function get the name of the call's first output and its depth in front, which
 * no other call has. Source: ONNX, Intermediate Representation, Functions.
 */
final class FunctionInliner {
    /** Exporters nest functions a few levels deep; one that calls itself has no end. */
    private static final int MAX_DEPTH = 32;

    private final Map<String, Function> functions;
    private final int opset;
    private final List<OnnxNode> done = new ArrayList<>();
    private int charactersLeft = 1 << 25;

    /**
     * A function of a model.
     *
     * @param name as the nodes that call it name it
     * @param inputs names of its inputs
     * @param outputs names of its outputs
     * @param standards attributes that a call may leave out, with their values
     * @param nodes in order
     * @param opset version of the standard operators, or -1
     */
    record Function(
            String name,
            List<String> inputs,
            List<String> outputs,
            Map<String, Object> standards,
            List<OnnxNode> nodes,
            int opset) {}

    FunctionInliner(Map<String, Function> functions, int opset) {
        this.functions = functions;
        this.opset = opset;
    }

    static Function read(Wire message, NodeReader reader) {
        String name = "";
        String domain = "";
        int opset = -1;
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<OnnxNode> nodes = new ArrayList<>();
        Map<String, Object> standards = new HashMap<>();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> name = message.text();
                case 4 -> inputs.add(message.text());
                case 5 -> outputs.add(message.text());
                case 7 -> nodes.add(reader.node(message.message()));
                case 9 -> opset = ModelReader.opset(message.message(), opset);
                case 10 -> domain = message.text();
                case 11 -> reader.attribute(message.message(), "the function " + name, standards);
                default -> {
                    // Names of attributes, documentation, metadata.
                }
            }
        }
        return new Function(
                NodeReader.qualified(domain, name), inputs, outputs, standards, nodes, opset);
    }

    List<OnnxNode> inline(List<OnnxNode> nodes) {
        add(nodes, "", Map.of(), Map.of(), 0);
        return done;
    }

    private void add(
            List<OnnxNode> nodes,
            String prefix,
            Map<String, String> names,
            Map<String, Object> values,
            int depth) {
        for (OnnxNode node : nodes) {
            spend(node, prefix);
            OnnxNode placed =
                    new OnnxNode(
                            prefix + node.name(),
                            node.op(),
                            renamed(node.inputs(), prefix, names),
                            renamed(node.outputs(), prefix, names),
                            resolved(node, values));
            Function function = functions.get(node.op());
            if (function == null) {
                emit(placed);
            } else {
                call(placed, function, depth + 1);
            }
        }
    }

    private void call(OnnxNode node, Function function, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ModelException(
                    node + " is the last of " + depth + " functions that call one another",
                    OnnxReader.EXPORT_AGAIN);
        }
        boolean fits =
                node.inputs().size() <= function.inputs().size()
                        && node.outputs().size() <= function.outputs().size()
                        && !node.outputs().isEmpty()
                        && (function.opset() == opset || function.opset() < 0);
        if (!fits) {
            throw new ModelException(
                    node
                            + " calls a function with "
                            + function.inputs().size()
                            + " inputs and "
                            + function.outputs().size()
                            + " outputs in operators of version "
                            + function.opset()
                            + ", but has "
                            + node.inputs().size()
                            + " and "
                            + node.outputs().size()
                            + " in version "
                            + opset,
                    OnnxReader.EXPORT_AGAIN);
        }
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < function.inputs().size(); i++) {
            names.put(function.inputs().get(i), node.input(i));
        }
        Set<String> inputs = Set.copyOf(names.keySet());
        String prefix = node.output() + "/" + depth + "/";
        List<OnnxNode> copies = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            String inner = function.outputs().get(i);
            String outer = node.outputs().get(i);
            if (outer.isEmpty()) {
                continue;
            }
            if (inputs.contains(inner) || !seen.add(inner)) {
                String from = names.getOrDefault(inner, prefix + inner);
                copies.add(
                        new OnnxNode(outer, "Identity", List.of(from), List.of(outer), Map.of()));
            } else {
                names.put(inner, outer);
            }
        }
        Map<String, Object> values = new HashMap<>(function.standards());
        values.putAll(node.attributes());
        add(function.nodes(), prefix, names, values, depth);
        copies.forEach(this::emit);
    }

    /** Functions that call many others can ask for far more than the file itself holds. */
    private void spend(OnnxNode node, String prefix) {
        long characters = 16L + prefix.length() + 16L * node.attributes().size();
        for (List<String> names : List.of(node.inputs(), node.outputs())) {
            for (String name : names) {
                characters += 16 + prefix.length() + name.length();
            }
        }
        charactersLeft -= (int) Math.min(characters, Integer.MAX_VALUE / 2);
        if (charactersLeft < 0) {
            throw tooMany();
        }
    }

    private void emit(OnnxNode node) {
        if (done.size() == ModelReader.MAX_NODES) {
            throw tooMany();
        }
        done.add(node);
    }

    private static List<String> renamed(
            List<String> values, String prefix, Map<String, String> names) {
        return values.stream()
                .map(value -> value.isEmpty() ? value : names.getOrDefault(value, prefix + value))
                .toList();
    }

    /** The node's attributes, with those of the call where it refers to them. */
    private static Map<String, Object> resolved(OnnxNode node, Map<String, Object> values) {
        Map<String, Object> resolved = new HashMap<>();
        node.attributes()
                .forEach(
                        (name, value) -> {
                            Object actual =
                                    value instanceof NodeReader.Reference reference
                                            ? values.get(reference.name())
                                            : value;
                            if (actual != null) {
                                resolved.put(name, actual);
                            }
                        });
        return resolved;
    }

    static ModelException tooMany() {
        return new ModelException(
                "the graph has more than " + ModelReader.MAX_NODES + " operations",
                "No speech encoder has as many; export it again.");
    }
}
