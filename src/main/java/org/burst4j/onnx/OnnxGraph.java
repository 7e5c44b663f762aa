package org.burst4j.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** An immutable graph: nodes in an order in which they can be computed, and its constants. */
final class OnnxGraph {
    private final List<Input> inputs;
    private final List<String> outputs;
    private final List<OnnxNode> nodes;
    private final Map<String, OnnxTensor> constants;
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<String, List<OnnxNode>> consumers = new HashMap<>();

    /** A graph input; sizes that are dynamic are -1. */
    record Input(String name, ElementType type, List<Long> shape) {}

    OnnxGraph(
            List<Input> inputs,
            List<String> outputs,
            List<OnnxNode> nodes,
            Map<String, OnnxTensor> constants) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.nodes = List.copyOf(nodes);
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        for (OnnxNode node : this.nodes) {
            node.outputs().forEach(output -> producers.put(output, node));
            for (String input : new HashSet<>(node.inputs())) {
                consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
            }
        }
    }

    List<Input> inputs() {
        return inputs;
    }

    List<String> outputs() {
        return outputs;
    }

    List<OnnxNode> nodes() {
        return nodes;
    }

    Map<String, OnnxTensor> constants() {
        return constants;
    }

    OnnxTensor constant(String value) {
        return constants.get(value);
    }

    /** The node that makes a value, or null for inputs and constants. */
    OnnxNode producer(String value) {
        return producers.get(value);
    }

    /** The producer, if it is of one of the given operations; else null. */
    OnnxNode producer(String value, String... ops) {
        OnnxNode node = producers.get(value);
        return node != null && node.is(ops) ? node : null;
    }

    List<OnnxNode> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    /** The only reader of a value that is no graph output, or null. */
    OnnxNode onlyConsumer(String value) {
        List<OnnxNode> readers = consumers(value);
        return readers.size() == 1 && !outputs.contains(value) ? readers.get(0) : null;
    }

    /** The only number of a constant of one element, or NaN for anything else. */
    double scalar(String value) {
        OnnxTensor tensor = constants.get(value);
        return tensor != null && !tensor.isHollow() && tensor.size() == 1
                ? tensor.get(0)
                : Double.NaN;
    }

    /** The same graph with these outputs only, without the nodes that no output needs. */
    OnnxGraph onlyFor(List<String> wanted) {
        Set<OnnxNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<String> open = new ArrayDeque<>(wanted);
        while (!open.isEmpty()) {
            OnnxNode node = producers.get(open.pop());
            if (node != null && needed.add(node)) {
                open.addAll(node.inputs());
            }
        }
        return new OnnxGraph(
                inputs, wanted, nodes.stream().filter(needed::contains).toList(), constants);
    }

    /** The same graph with other constants. */
    OnnxGraph withConstants(Map<String, OnnxTensor> changed) {
        return new OnnxGraph(inputs, outputs, nodes, changed);
    }

    /** The same graph without some nodes. */
    OnnxGraph without(Collection<OnnxNode> removed) {
        Set<OnnxNode> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(removed);
        return new OnnxGraph(
                inputs,
                outputs,
                nodes.stream().filter(node -> !gone.contains(node)).toList(),
                constants);
    }

    /** The same graph with some nodes replaced, each in its place, by any number of others. */
    OnnxGraph replacing(Map<OnnxNode, List<OnnxNode>> replaced) {
        List<OnnxNode> changed = new ArrayList<>();
        for (OnnxNode node : nodes) {
            changed.addAll(replaced.getOrDefault(node, List.of(node)));
        }
        return new OnnxGraph(inputs, outputs, changed, constants);
    }

    /** The same graph without some nodes whose one output is read as another value from now on. */
    OnnxGraph bypassing(Map<OnnxNode, String> bypassed) {
        Map<String, String> renamed = new HashMap<>();
        bypassed.forEach((node, value) -> renamed.put(node.output(), value));
        List<OnnxNode> kept = new ArrayList<>();
        for (OnnxNode node : nodes) {
            if (!bypassed.containsKey(node)) {
                kept.add(
                        node.withInputs(
                                node.inputs().stream()
                                        .map(input -> follow(renamed, input))
                                        .toList()));
            }
        }
        List<String> ends = outputs.stream().map(output -> follow(renamed, output)).toList();
        return new OnnxGraph(inputs, ends, kept, constants);
    }

    private static String follow(Map<String, String> renamed, String value) {
        String at = value;
        while (renamed.containsKey(at)) {
            at = renamed.get(at);
        }
        return at;
    }

    @Override
    public String toString() {
        return nodes.stream().map(OnnxNode::op).collect(Collectors.joining(" "));
    }
}
