package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns convolutions over time from [B,C,T] to [B,T,C], ND4J's fast layout, by a transpose on each
 * side; then moves transposes past operations that have a form for either layout and lets pairs of
 * them cancel.
 */
final class ToNwc implements Pass {
    /** Behind the name of a value [B,C,T] that is [B,T,C] now. */
    static final String NWC = "/nwc";

    private static final long[] SWAP = {0, 2, 1};

    /** What operations on [B,C,T] become on [B,T,C]. */
    private static final Map<String, String> TURNED =
            Map.of(
                    Macro.GELU,
                    Macro.GELU,
                    Macro.GROUP_NORM_NCW,
                    Macro.GROUP_NORM,
                    Macro.CROP_NCW,
                    Macro.CROP);

    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        Map<OnnxNode, List<OnnxNode>> replaced = new HashMap<>();
        for (OnnxNode node : graph.nodes()) {
            if (node.is("Conv") && table.shape(node.output()).length == 3) {
                replaced.put(node, turned(node));
            }
        }
        OnnxGraph current = graph.replacing(replaced);
        for (OnnxGraph before = null; before != current; ) {
            before = current;
            current = channel(sink(cancel(current)), table);
        }
        return current;
    }

    private static List<OnnxNode> turned(OnnxNode conv) {
        String in = conv.output() + "/nwc_in";
        String out = conv.output() + NWC;
        List<String> inputs = new ArrayList<>(conv.inputs());
        inputs.set(0, in);
        return List.of(
                swap(conv.name() + "/nwc_in", conv.input(0), in),
                new OnnxNode(conv.name(), Macro.CONV, inputs, List.of(out), conv.attributes()),
                swap(conv.name() + "/nwc_out", out, conv.output()));
    }

    private static OnnxNode swap(String name, String from, String to) {
        return new OnnxNode(name, "Transpose", List.of(from), List.of(to), Map.of("perm", SWAP));
    }

    private static boolean isSwap(OnnxNode node) {
        return node != null && node.is("Transpose") && Arrays.equals(node.integers("perm"), SWAP);
    }

    private static OnnxGraph cancel(OnnxGraph graph) {
        for (OnnxNode node : graph.nodes()) {
            OnnxNode before = isSwap(node) ? graph.producer(node.input(0)) : null;
            if (isSwap(before)) {
                OnnxGraph shorter = graph.bypassing(Map.of(node, before.input(0)));
                return shorter.onlyFor(shorter.outputs());
            }
        }
        return graph;
    }

    private static OnnxGraph sink(OnnxGraph graph) {
        for (OnnxNode node : graph.nodes()) {
            String op = TURNED.get(node.op());
            OnnxNode before = op != null ? graph.producer(node.input(0)) : null;
            if (isSwap(before)) {
                String moved = node.output() + NWC;
                List<String> inputs = new ArrayList<>(node.inputs());
                inputs.set(0, before.input(0));
                OnnxNode turned =
                        new OnnxNode(node.name(), op, inputs, List.of(moved), node.attributes());
                OnnxNode after = swap(node.name() + "/nwc_out", moved, node.output());
                OnnxGraph changed = graph.replacing(Map.of(node, List.of(turned, after)));
                return changed.onlyFor(changed.outputs());
            }
        }
        return graph;
    }

    /** [B,S] to [B,1,S] to [B,S,1] is one step. */
    private static OnnxGraph channel(OnnxGraph graph, ProbeTable table) {
        for (OnnxNode node : graph.nodes()) {
            OnnxNode before =
                    isSwap(node) ? graph.producer(node.input(0), "Unsqueeze", "Reshape") : null;
            if (before == null || table.shape(before.output()) == null) {
                continue;
            }
            long[] from = table.shape(before.input(0));
            long[] to = table.shape(before.output());
            if (from.length == 2 && Arrays.equals(to, new long[] {from[0], 1, from[1]})) {
                OnnxNode step =
                        new OnnxNode(
                                before.name(),
                                Macro.ADD_CHANNEL,
                                List.of(before.input(0)),
                                node.outputs(),
                                Map.of());
                OnnxGraph changed = graph.replacing(Map.of(node, List.of(step)));
                return changed.onlyFor(changed.outputs());
            }
        }
        return graph;
    }
}
