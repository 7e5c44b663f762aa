package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Finds weights of convolutions that a file computes from a length g and a direction v as g v / |v|
 * (Salimans, Kingma 2016, equation 2), the length taken at each place of the kernel.
 *
 * <p>Exporters write the formula in many ways. So we do not match it: we compute the nodes between
 * the two parameters and the convolution for other parameters, and see whether the formula gives
 * the same. This must come before constants are folded, which would make the parameters one.
 */
final class FindWeightNorm {
    private static final double TOLERANCE = 1e-4;
    private static final double TOLERANCE_OF_HALVES = 1e-2;

    private FindWeightNorm() {}

    static OnnxGraph apply(OnnxGraph graph, int opset) {
        Map<OnnxNode, List<OnnxNode>> replaced = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            OnnxNode last = node.is("Conv") ? graph.producer(node.input(1)) : null;
            OnnxNode found = last == null ? null : normed(graph, last, opset);
            if (found != null) {
                replaced.put(last, List.of(found));
            }
        }
        OnnxGraph changed = graph.replacing(replaced);
        return replaced.isEmpty() ? graph : changed.onlyFor(changed.outputs());
    }

    private static OnnxNode normed(OnnxGraph graph, OnnxNode last, int opset) {
        OnnxGraph part = graph.onlyFor(List.of(last.output()));
        String direction = null;
        String length = null;
        for (OnnxNode node : part.nodes()) {
            for (String input : node.inputs()) {
                OnnxTensor constant = graph.constant(input);
                if (constant == null && graph.producer(input) == null && !input.isEmpty()) {
                    return null;
                }
                if (constant == null || constant.rank() != 3 || constant.type().integral()) {
                    continue;
                }
                long[] shape = constant.shape();
                if (shape[0] == 1 && shape[1] == 1) {
                    length = input;
                } else {
                    direction = input;
                }
            }
        }
        if (length == null || direction == null) {
            return null;
        }
        OnnxTensor g = likeWith(graph.constant(length), i -> 1.5 + Math.sin(i));
        OnnxTensor v = likeWith(graph.constant(direction), i -> Math.sin(0.7 * i) + 0.1 * (i % 7));
        Map<String, OnnxTensor> values = new HashMap<>(graph.constants());
        values.put(length, g);
        values.put(direction, v);
        Work work = new Work();
        for (OnnxNode node : part.nodes()) {
            List<OnnxTensor> inputs = new ArrayList<>();
            node.inputs().forEach(input -> inputs.add(values.get(input)));
            values.put(node.output(), Evaluator.evaluate(node, inputs, opset, work));
        }
        if (!isNormed(values.get(last.output()), g, v)) {
            return null;
        }
        return new OnnxNode(
                last.name(),
                Macro.WEIGHT_NORM,
                List.of(length, direction),
                last.outputs(),
                Map.of());
    }

    private static OnnxTensor likeWith(OnnxTensor tensor, IntToDoubleFunction at) {
        return OnnxTensor.of(tensor.type(), tensor.shape(), at);
    }

    private static boolean isNormed(OnnxTensor weight, OnnxTensor g, OnnxTensor v) {
        int kernel = (int) v.shape()[2];
        if (weight.isHollow() || weight.size() != v.size() || g.size() != kernel) {
            return false;
        }
        double[] squares = new double[kernel];
        for (int i = 0; i < v.size(); i++) {
            squares[i % kernel] += v.get(i) * v.get(i);
        }
        boolean halves = v.type() != ElementType.FLOAT && v.type() != ElementType.DOUBLE;
        double tolerance = halves ? TOLERANCE_OF_HALVES : TOLERANCE;
        for (int i = 0; i < v.size(); i++) {
            int k = i % kernel;
            double expected = g.get(k) * v.get(i) / Math.sqrt(squares[k]);
            double scale = g.get(k) / Math.sqrt(squares[k]);
            if (!(Math.abs(weight.get(i) - expected) <= tolerance * Math.abs(scale))) {
                return false;
            }
        }
        return true;
    }
}
