package org.burst4j.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.burst4j.ModelException;

/** Removes nodes that change nothing: identities, dropout in evaluation, reshapes to the same. */
final class DropIdentities implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        Map<OnnxNode, String> bypassed = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            if (changesNothing(node, graph, table)) {
                bypassed.put(node, node.input(0));
            }
        }
        return graph.bypassing(bypassed);
    }

    private static boolean changesNothing(OnnxNode node, OnnxGraph graph, ProbeTable table) {
        return switch (node.op()) {
            case "Identity" -> true;
            case "Dropout" -> isEvaluation(node, graph);
            case "Cast" ->
                    table.first().get(node.input(0)).type()
                            == table.first().get(node.output()).type();
            case "Reshape", "Expand", "Squeeze", "Unsqueeze", "Flatten" ->
                    table.sameShape(node.input(0), node.output());
            case "Concat" -> node.inputs().size() == 1;
            case "Transpose" -> {
                long[] order = node.integers("perm");
                long[] sorted = order.clone();
                Arrays.sort(sorted);
                yield order.length > 0 && Arrays.equals(order, sorted);
            }
            default -> false;
        };
    }

    private static boolean isEvaluation(OnnxNode node, OnnxGraph graph) {
        boolean training = node.hasInput(2) && graph.scalar(node.input(2)) != 0;
        boolean maskRead =
                node.outputs().size() > 1 && !graph.consumers(node.outputs().get(1)).isEmpty();
        if (training || maskRead) {
            throw new ModelException(
                    node + " drops values at random: the encoder was exported in training mode",
                    "Call model.eval() before the export.");
        }
        return true;
    }
}
