package org.burst4j.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes the arithmetic on shapes and masks, whose values the probes know. Where it is the same
 * for all sizes it becomes a constant; else the nodes that read it keep its name as their input.
 */
final class TakeOutArithmetic implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        List<OnnxNode> arithmetic =
                graph.nodes().stream()
                        .filter(node -> node.outputs().stream().allMatch(table::isKnown))
                        .toList();
        OnnxGraph rest = graph.without(arithmetic);
        Map<String, OnnxTensor> constants = new LinkedHashMap<>();
        for (OnnxNode node : rest.nodes()) {
            for (String input : node.inputs()) {
                OnnxTensor constant = input.isEmpty() ? null : table.constant(input);
                if (constant != null) {
                    constants.put(input, constant);
                }
            }
        }
        return rest.withConstants(constants);
    }
}
