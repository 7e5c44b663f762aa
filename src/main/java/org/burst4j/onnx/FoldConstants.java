package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes what depends on constants alone: transposed weights, scale factors, empty shapes. */
final class FoldConstants {
    private FoldConstants() {}

    static OnnxGraph apply(OnnxGraph graph, int opset, Work work) {
        Map<String, OnnxTensor> constants = new LinkedHashMap<>(graph.constants());
        List<OnnxNode> folded = new ArrayList<>();
        for (OnnxNode node : graph.nodes()) {
            boolean fixed =
                    node.outputs().size() == 1
                            && node.inputs().stream()
                                    .allMatch(
                                            input ->
                                                    input.isEmpty()
                                                            || constants.containsKey(input));
            if (fixed) {
                List<OnnxTensor> inputs = new ArrayList<>();
                node.inputs().forEach(input -> inputs.add(constants.get(input)));
                OnnxTensor value = Evaluator.evaluate(node, inputs, opset, work);
                if (!value.isHollow()) {
                    constants.put(node.output(), value);
                    folded.add(node);
                }
            }
        }
        return graph.without(folded).withConstants(constants);
    }
}
