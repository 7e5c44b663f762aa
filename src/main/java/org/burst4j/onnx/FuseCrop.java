package org.burst4j.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Recognises that a fixed number of frames is taken off the end of [B,C,T] or [B,T,C]. */
final class FuseCrop implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        Map<OnnxNode, List<OnnxNode>> replaced = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            OnnxNode crop = node.is("Slice") ? crop(node, table) : null;
            if (crop != null) {
                replaced.put(node, List.of(crop));
            }
        }
        return graph.replacing(replaced);
    }

    private static OnnxNode crop(OnnxNode node, ProbeTable table) {
        long[] from = table.shape(node.input(0));
        long[] to = table.shape(node.output());
        int axis = from.length == 3 && from[2] != to[2] ? 2 : 1;
        if (from.length != 3 || from[0] != to[0] || from[3 - axis] != to[3 - axis]) {
            return null;
        }
        long frames = table.fixedDifference(node.input(0), node.output(), axis);
        LayoutTrace order = LayoutTrace.through(node, table);
        if (frames <= 0 || !order.follows(Shapes.walker(to, Shapes.strides(from), 0))) {
            return null;
        }
        return new OnnxNode(
                node.name(),
                axis == 2 ? Macro.CROP_NCW : Macro.CROP,
                List.of(node.input(0)),
                node.outputs(),
                Map.of("frames", frames));
    }
}
