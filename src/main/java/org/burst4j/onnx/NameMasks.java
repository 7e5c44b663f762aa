package org.burst4j.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Recognises where masks meet the audio: frames set to zero, keys taken out of the attention. */
final class NameMasks implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        Map<OnnxNode, List<OnnxNode>> replaced = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            OnnxNode named =
                    switch (node.op()) {
                        case "Where" -> where(node, graph, table);
                        case "Mul" -> withMask(node, table, Macro.ZERO_FRAMES, Macro.FACTOR);
                        case "Add" -> withMask(node, table, Macro.MASK_KEYS, Macro.TERM);
                        default -> null;
                    };
            if (named != null) {
                replaced.put(node, List.of(named));
            }
        }
        return graph.replacing(replaced);
    }

    private static OnnxNode where(OnnxNode node, OnnxGraph graph, ProbeTable table) {
        if (!isMask(node.input(0), table)) {
            return null;
        }
        for (int filler = 1; filler <= 2; filler++) {
            OnnxTensor value = graph.constant(node.input(filler));
            boolean zero = value != null && value.isAll(0);
            boolean low = value != null && value.size() == 1 && value.get(0) <= Macro.NO_WEIGHT;
            if (zero || low) {
                return named(
                        node,
                        zero ? Macro.ZERO_FRAMES : Macro.MASK_KEYS,
                        node.input(3 - filler),
                        node.input(0),
                        filler == 1 ? Macro.WHERE_TRUE : Macro.WHERE_FALSE);
            }
        }
        return null;
    }

    private static OnnxNode withMask(OnnxNode node, ProbeTable table, String op, String form) {
        for (int i = 0; i < 2; i++) {
            if (isMask(node.input(i), table)) {
                return named(node, op, node.input(1 - i), node.input(i), form);
            }
        }
        return null;
    }

    private static boolean isMask(String value, ProbeTable table) {
        return table.isKnown(value) && table.dependsOnMask(value);
    }

    private static OnnxNode named(OnnxNode node, String op, String x, String mask, String form) {
        return new OnnxNode(
                node.name(), op, List.of(x, mask), node.outputs(), Map.of("form", form));
    }
}
