package org.burst4j.onnx;

import java.util.List;
import java.util.Map;

/** Recognises LayerNorm over the last axis, as one operation (opset 17) or in single steps. */
final class FuseLayerNorm implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            if (node.is("LayerNormalization")) {
                current = whole(current, node, table);
            } else if (node.is("Div")) {
                current = steps(current, node, table);
            }
        }
        return current;
    }

    private static OnnxGraph whole(OnnxGraph graph, OnnxNode node, ProbeTable table) {
        int rank = table.shape(node.input(0)).length;
        boolean lastAxis = Shapes.axis(node.integer("axis", -1), rank) == rank - 1;
        long width = table.shape(node.input(0))[rank - 1];
        for (String input : node.inputs().subList(1, node.inputs().size())) {
            OnnxTensor constant = graph.constant(input);
            lastAxis &= constant == null || constant.size() == width;
        }
        if (!lastAxis || node.outputs().size() > 1) {
            return graph;
        }
        OnnxNode norm =
                new OnnxNode(
                        node.name(),
                        Macro.LAYER_NORM,
                        node.inputs(),
                        node.outputs(),
                        Map.of("epsilon", node.real("epsilon", 1e-5)));
        return graph.replacing(Map.of(node, List.of(norm)));
    }

    /** An axis whose size changes with the audio is time, which a LayerNorm leaves alone. */
    private static OnnxGraph steps(OnnxGraph graph, OnnxNode divided, ProbeTable table) {
        NormSteps steps = NormSteps.endingAt(graph, divided, table);
        long width =
                steps == null ? -1 : table.fixedSize(steps.x(), table.shape(steps.x()).length - 1);
        return width < 0
                ? graph
                : Affine.after(graph, divided, width, 0)
                        .replace(
                                graph, steps.nodes(), Macro.LAYER_NORM, steps.x(), steps.epsilon());
    }
}
