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
                bypassed.put(node, node.input(node.is("Where") ? 2 : 0));
            } else if (node.is("Add")) {
                bypassZero(node, graph, table, bypassed);
            }
        }
        OnnxGraph shorter = graph.bypassing(bypassed);
        return shorter.onlyFor(shorter.outputs());
    }

    /**
     * Without a mask, scaled-dot-product attention may add one that takes nothing away. Only before
     * a softmax: a bias of zeros is a weight that is yet to be trained.
     */
    private static void bypassZero(
            OnnxNode node, OnnxGraph graph, ProbeTable table, Map<OnnxNode, String> bypassed) {
        OnnxNode reader = graph.onlyConsumer(node.output());
        OnnxNode next =
                reader != null && reader.is("Cast") ? graph.onlyConsumer(reader.output()) : reader;
        if (next == null || !next.is("Softmax")) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            String kept = node.input(1 - i);
            if (table.isAlways(node.input(i), 0) && table.sameShape(kept, node.output())) {
                bypassed.put(node, kept);
            }
        }
    }

    private static boolean changesNothing(OnnxNode node, OnnxGraph graph, ProbeTable table) {
        return switch (node.op()) {
            case "Identity" -> true;
            case "Dropout" -> isEvaluation(node, graph);
            case "Cast" -> keepsNumbers(node, table);
            case "Where" -> guardsSoftmax(node, graph);
            case "Slice" -> takesAll(node, table);
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

    /**
     * Casts between floating-point types are for speed and for accumulating in a better one; the
     * graph that we build computes in one type throughout, never a worse one.
     */
    private static boolean keepsNumbers(OnnxNode node, ProbeTable table) {
        ElementType from = table.first().get(node.input(0)).type();
        ElementType to = table.first().get(node.output()).type();
        return from == to || (!from.integral() && !to.integral());
    }

    /**
     * Zeros instead of NaN, which a softmax gives if all its terms are minus infinity: only in a
     * clip without a single frame of real samples, of which nothing is promised.
     */
    private static boolean guardsSoftmax(OnnxNode node, OnnxGraph graph) {
        OnnxNode test = graph.producer(node.input(0), "IsNaN");
        OnnxTensor filler = graph.constant(node.input(1));
        return test != null
                && filler != null
                && filler.isAll(0)
                && test.input(0).equals(node.input(2))
                && graph.producer(node.input(2), "Softmax") != null;
    }

    private static boolean takesAll(OnnxNode node, ProbeTable table) {
        if (!table.sameShape(node.input(0), node.output())) {
            return false;
        }
        OnnxTensor steps = node.hasInput(4) ? table.constant(node.input(4)) : null;
        return !node.hasInput(4)
                || (steps != null && Arrays.stream(steps.longs()).allMatch(s -> s > 0));
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
