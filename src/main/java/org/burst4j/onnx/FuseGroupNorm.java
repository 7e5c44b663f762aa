package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Recognises GroupNorm with one channel a group, over the frames of [B,C,T]: as one operation
 * (opset 18 and 21), as InstanceNormalization, or in single steps.
 */
final class FuseGroupNorm implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            current =
                    switch (node.op()) {
                        case "InstanceNormalization" -> whole(current, node, table);
                        case "GroupNormalization" ->
                                node.integer("num_groups", 0) == channels(node.input(0), table)
                                        ? whole(current, node, table)
                                        : current;
                        case "Div" -> steps(current, node, table);
                        default -> current;
                    };
        }
        return current;
    }

    /** The second axis of [B,C,T], or 0 for a value of another rank. */
    private static long channels(String value, ProbeTable table) {
        long[] shape = table.shape(value);
        return shape != null && shape.length == 3 ? shape[1] : 0;
    }

    /** Its own factors and terms are mostly ones and zeros, and those that count follow. */
    private static OnnxGraph whole(OnnxGraph graph, OnnxNode node, ProbeTable table) {
        long channels = channels(node.input(0), table);
        OnnxTensor factors = graph.constant(node.input(1));
        OnnxTensor terms = graph.constant(node.input(2));
        if (factors == null
                || terms == null
                || factors.size() != channels
                || terms.size() != channels) {
            return graph;
        }
        Affine affine = Affine.after(graph, node, channels, 1);
        if (affine.constants().size() < 2 || !factors.isAll(1) || !terms.isAll(0)) {
            affine = new Affine(node, List.of(), List.of(node.input(1), node.input(2)));
        }
        return affine.replace(
                graph,
                new ArrayList<>(),
                Macro.GROUP_NORM_NCW,
                node.input(0),
                node.real("epsilon", 1e-5));
    }

    /** Factors for each channel tell it from a LayerNorm of [B,T,C]. */
    private static OnnxGraph steps(OnnxGraph graph, OnnxNode divided, ProbeTable table) {
        NormSteps steps = NormSteps.endingAt(graph, divided, table);
        long channels = steps == null ? 0 : channels(steps.x(), table);
        if (channels == 0) {
            return graph;
        }
        Affine affine = Affine.after(graph, divided, channels, 1);
        return affine.constants().size() < 2
                ? graph
                : affine.replace(
                        graph, steps.nodes(), Macro.GROUP_NORM_NCW, steps.x(), steps.epsilon());
    }
}
