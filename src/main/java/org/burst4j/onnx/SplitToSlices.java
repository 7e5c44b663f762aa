package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes splits into parts of known sizes as slices, so that every node has one result. */
final class SplitToSlices {
    private SplitToSlices() {}

    static OnnxGraph apply(OnnxGraph graph) {
        Map<OnnxNode, List<OnnxNode>> replaced = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            long[] sizes = node.is("Split") ? sizes(graph, node) : null;
            if (sizes != null && sizes.length == node.outputs().size()) {
                replaced.put(node, slices(node, sizes));
            }
        }
        return graph.replacing(replaced);
    }

    private static long[] sizes(OnnxGraph graph, OnnxNode node) {
        OnnxTensor given = node.hasInput(1) ? graph.constant(node.input(1)) : null;
        if (given != null && !given.isHollow()) {
            return given.longs();
        }
        return node.has("split") ? node.integers("split") : null;
    }

    private static List<OnnxNode> slices(OnnxNode node, long[] sizes) {
        List<OnnxNode> slices = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < sizes.length; i++) {
            Map<String, Object> attributes = new HashMap<>();
            attributes.put("starts", new long[] {start});
            start += sizes[i];
            attributes.put("ends", new long[] {start});
            attributes.put("axes", new long[] {node.integer("axis", 0)});
            slices.add(
                    new OnnxNode(
                            node.name() + "/" + i,
                            "Slice",
                            List.of(node.input(0)),
                            List.of(node.outputs().get(i)),
                            attributes));
        }
        return slices;
    }
}
