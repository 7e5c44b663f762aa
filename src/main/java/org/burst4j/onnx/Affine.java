package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The factors and terms, one for each channel, that may follow a normalisation.
 *
 * @param last the last node of the normalisation and of what follows
 * @param nodes those before the last
 * @param constants names of the factors and of the terms, as far as there are any
 */
record Affine(OnnxNode last, List<OnnxNode> nodes, List<String> constants) {
    /** What follows a node, with the channels as the given axis from the end. */
    static Affine after(OnnxGraph graph, OnnxNode node, long channels, int axisFromEnd) {
        OnnxNode last = node;
        List<OnnxNode> nodes = new ArrayList<>();
        List<String> constants = new ArrayList<>();
        for (String op : new String[] {"Mul", "Add"}) {
            OnnxNode next = graph.onlyConsumer(last.output());
            String other = next != null && next.is(op) ? FuseGelu.other(next, last.output()) : "";
            OnnxTensor constant = graph.constant(other);
            if (constant == null
                    || constant.isHollow()
                    || !isAlong(constant.shape(), channels, axisFromEnd)) {
                break;
            }
            constants.add(other);
            nodes.add(last);
            last = next;
        }
        return new Affine(last, nodes, constants);
    }

    private static boolean isAlong(long[] shape, long channels, int axisFromEnd) {
        int axis = shape.length - 1 - axisFromEnd;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] != (i == axis ? channels : 1)) {
                return false;
            }
        }
        return axis >= 0;
    }

    /** The graph with all of it, and the given nodes before it, as one operation. */
    OnnxGraph replace(OnnxGraph graph, List<OnnxNode> before, String op, String x, double epsilon) {
        List<String> inputs = new ArrayList<>(List.of(x));
        inputs.addAll(constants);
        List<OnnxNode> gone = new ArrayList<>(before);
        gone.addAll(nodes);
        OnnxNode norm =
                new OnnxNode(
                        last.name(),
                        op,
                        inputs,
                        List.of(last.output()),
                        Map.of("epsilon", epsilon));
        gone.remove(last);
        return graph.without(gone).replacing(Map.of(last, List.of(norm)));
    }
}
