package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A chain of nodes that only rearrange elements or scale them all, followed back to its source.
 *
 * <p>Instead of comparing permutations and shapes we send the indices of the source through the
 * chain: whatever the exporter wrote, the order of the elements at its end is what counts.
 */
final class LayoutTrace {
    private final String source;
    private final double scale;
    private final OnnxTensor indices;
    private final List<OnnxNode> nodes;

    private LayoutTrace(String source, double scale, OnnxTensor indices, List<OnnxNode> nodes) {
        this.source = source;
        this.scale = scale;
        this.indices = indices;
        this.nodes = nodes;
    }

    /** Follows a value back through nodes whose results nothing else reads. */
    static LayoutTrace back(OnnxGraph graph, ProbeTable table, String value) {
        List<OnnxNode> nodes = new ArrayList<>();
        double scale = 1;
        String at = value;
        OnnxNode node = graph.producer(at);
        while (node != null && graph.onlyConsumer(at) != null) {
            double factor = factor(graph, node);
            if (!Double.isNaN(factor)) {
                scale *= factor;
                at = Double.isNaN(graph.scalar(node.input(0))) ? node.input(0) : node.input(1);
            } else if (node.is("Reshape", "Transpose", "Unsqueeze", "Squeeze", "Flatten")) {
                at = node.input(0);
            } else {
                break;
            }
            nodes.add(node);
            node = graph.producer(at);
        }
        Collections.reverse(nodes);
        table.work().spend("the layout of '" + at + "'", Shapes.size(table.shape(at)));
        OnnxTensor indices = OnnxTensor.of(ElementType.DOUBLE, table.shape(at), i -> i);
        for (OnnxNode step : nodes) {
            if (Double.isNaN(factor(graph, step))) {
                List<OnnxTensor> inputs = new ArrayList<>();
                inputs.add(indices);
                for (int i = 1; i < step.inputs().size(); i++) {
                    inputs.add(table.first().get(step.input(i)));
                }
                indices = Evaluator.evaluate(step, inputs, 17, table.work());
            }
        }
        return new LayoutTrace(at, scale, indices, nodes);
    }

    /** One node that rearranges its first input. */
    static LayoutTrace through(OnnxNode node, ProbeTable table) {
        List<OnnxTensor> inputs = new ArrayList<>();
        long[] shape = table.shape(node.input(0));
        table.work().spend("the layout of '" + node.input(0) + "'", Shapes.size(shape));
        inputs.add(OnnxTensor.of(ElementType.DOUBLE, shape, i -> i));
        for (int i = 1; i < node.inputs().size(); i++) {
            inputs.add(table.first().get(node.input(i)));
        }
        OnnxTensor indices = Evaluator.evaluate(node, inputs, 17, table.work());
        return new LayoutTrace(node.input(0), 1, indices, List.of(node));
    }

    private static double factor(OnnxGraph graph, OnnxNode node) {
        if (node.is("Div")) {
            return 1 / graph.scalar(node.input(1));
        }
        if (!node.is("Mul")) {
            return Double.NaN;
        }
        double first = graph.scalar(node.input(0));
        return Double.isNaN(first) ? graph.scalar(node.input(1)) : first;
    }

    String source() {
        return source;
    }

    double scale() {
        return scale;
    }

    List<OnnxNode> nodes() {
        return nodes;
    }

    /** Whether the element at each place comes from the source's element at the given one. */
    boolean follows(IntUnaryOperator expected) {
        for (int i = 0; i < indices.size(); i++) {
            if (indices.get(i) != expected.applyAsInt(i)) {
                return false;
            }
        }
        return true;
    }
}
