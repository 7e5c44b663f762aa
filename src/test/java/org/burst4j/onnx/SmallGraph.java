package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph of a few nodes over the input x, written as "output = Op(inputs)". */
final class SmallGraph {
    private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();

    SmallGraph constant(String name, double value) {
        return constant(name, OnnxTensor.of(ElementType.FLOAT, new long[0], i -> value));
    }

    SmallGraph constant(String name, OnnxTensor value) {
        constants.put(name, value);
        return this;
    }

    /** Numbers that all differ. */
    SmallGraph weight(String name, long... shape) {
        return constant(name, OnnxTensor.of(ElementType.FLOAT, shape, i -> Math.sin(i + 1.0)));
    }

    SmallGraph node(String output, String op, String... inputs) {
        return node(output, op, Map.of(), inputs);
    }

    SmallGraph node(String output, String op, Map<String, Object> attributes, String... inputs) {
        nodes.add(new OnnxNode(output, op, List.of(inputs), List.of(output), attributes));
        return this;
    }

    OnnxGraph graph(String output) {
        return new OnnxGraph(List.of(), List.of(output), nodes, constants);
    }

    /** Applies a pass with x, of one shape after the other, known to it. */
    OnnxGraph apply(Pass pass, String output, long[]... shapes) {
        List<Map<String, OnnxTensor>> runs = new ArrayList<>();
        for (long[] shape : shapes) {
            Map<String, OnnxTensor> values = new LinkedHashMap<>(constants);
            values.put("x", OnnxTensor.hollow(ElementType.FLOAT, shape));
            for (OnnxNode node : nodes) {
                List<OnnxTensor> inputs = new ArrayList<>();
                node.inputs().forEach(input -> inputs.add(values.get(input)));
                values.put(node.output(), Evaluator.evaluate(node, inputs, 17));
            }
            runs.add(values);
        }
        return pass.apply(graph(output), new ProbeTable(runs, Set.of(), new Work()));
    }
}
