package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Recognises the exact GELU, 0.5 x (1 + erf(x / sqrt 2)), in any order of its factors. */
final class FuseGelu implements Pass {
    private static final double TOLERANCE = 1e-6;

    /** Half precision holds a constant to 5e-4, and one may be the product of two. */
    private static final double TOLERANCE_OF_HALVES = 2e-3;

    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            if (node.is("Gelu") && node.text("approximate", "none").equals("none")) {
                current = replace(current, List.of(node), node.input(0), node);
            } else if (node.is("Erf")) {
                current = fuse(current, node);
            }
        }
        return current;
    }

    private static OnnxGraph fuse(OnnxGraph graph, OnnxNode erf) {
        OnnxNode scaled = graph.producer(erf.input(0), "Div", "Mul");
        if (scaled == null) {
            return graph;
        }
        String x = scaledBy(graph, scaled, Math.sqrt(0.5));
        OnnxNode plusOne = graph.onlyConsumer(erf.output());
        if (x == null
                || plusOne == null
                || !plusOne.is("Add")
                || !isNumber(graph, other(plusOne, erf.output()), 1)) {
            return graph;
        }
        OnnxNode first = graph.onlyConsumer(plusOne.output());
        if (first == null || !first.is("Mul")) {
            return graph;
        }
        String factor = other(first, plusOne.output());
        OnnxNode half = graph.producer(factor, "Mul", "Div");
        if (half != null && x.equals(scaledBy(graph, half, 0.5))) {
            return replace(graph, List.of(scaled, erf, plusOne, half, first), x, first);
        }
        OnnxNode second = graph.onlyConsumer(first.output());
        List<OnnxNode> steps = List.of(scaled, erf, plusOne, first);
        if (second != null && factor.equals(x) && second.is("Conv", "MatMul")) {
            return doubled(graph, steps, x, first, second);
        }
        if (second == null || !second.is("Mul", "Div")) {
            return graph;
        }
        boolean xThenHalf = factor.equals(x) && first.output().equals(scaledBy(graph, second, 0.5));
        boolean halfThenX =
                isNumber(graph, factor, 0.5)
                        && second.is("Mul")
                        && other(second, first.output()).equals(x);
        return xThenHalf || halfThenX
                ? replace(graph, List.of(scaled, erf, plusOne, first, second), x, second)
                : graph;
    }

    /**
     * Simplifiers take the factor 0.5 into the weights of the next layer. It is given back: the
     * weights are doubled, which is exact.
     */
    private static OnnxGraph doubled(
            OnnxGraph graph, List<OnnxNode> steps, String x, OnnxNode last, OnnxNode layer) {
        OnnxTensor weight = graph.constant(layer.input(1));
        if (weight == null || !layer.input(0).equals(last.output())) {
            return graph;
        }
        List<String> inputs = new ArrayList<>(layer.inputs());
        inputs.set(1, layer.input(1) + "/doubled");
        Map<String, OnnxTensor> constants = new LinkedHashMap<>(graph.constants());
        constants.put(
                inputs.get(1),
                OnnxTensor.of(weight.type(), weight.shape(), i -> 2 * weight.get(i)));
        OnnxGraph changed =
                graph.withConstants(constants)
                        .replacing(Map.of(layer, List.of(layer.withInputs(inputs))));
        return replace(changed, steps, x, last);
    }

    private static OnnxGraph replace(
            OnnxGraph graph, List<OnnxNode> gone, String x, OnnxNode last) {
        OnnxNode gelu =
                new OnnxNode(last.name(), Macro.GELU, List.of(x), List.of(last.output()), Map.of());
        return graph.without(gone.stream().filter(node -> node != last).toList())
                .replacing(Map.of(last, List.of(gelu)));
    }

    /** What a node multiplies by the given number (or divides by its inverse), or null. */
    static String scaledBy(OnnxGraph graph, OnnxNode node, double factor) {
        if (node.is("Div")) {
            return isNumber(graph, node.input(1), 1 / factor) ? node.input(0) : null;
        }
        for (int i = 0; i < 2; i++) {
            if (isNumber(graph, node.input(i), factor)) {
                return node.input(1 - i);
            }
        }
        return null;
    }

    static String other(OnnxNode node, String value) {
        return node.input(0).equals(value) ? node.input(1) : node.input(0);
    }

    private static boolean isNumber(OnnxGraph graph, String value, double expected) {
        double actual = graph.scalar(value);
        return !Double.isNaN(actual) && close(actual, expected, graph.constant(value).type());
    }

    /** Whether a number is meant by what is left of it in a type. */
    static boolean close(double actual, double expected, ElementType type) {
        boolean halves = type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
        double tolerance = halves ? TOLERANCE_OF_HALVES : TOLERANCE;
        return Math.abs(actual - expected) <= tolerance * Math.abs(expected);
    }
}
