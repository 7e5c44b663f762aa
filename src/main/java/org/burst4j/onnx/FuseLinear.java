package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recognises dense layers: a product with a constant matrix and the addition of a constant row, or
 * both in one operation on rows, with a reshape to rows before and one back behind.
 */
final class FuseLinear implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            OnnxTensor weight = graph.constant(node.input(1));
            if (weight == null || weight.rank() != 2) {
                continue;
            }
            if (node.is("MatMul")) {
                current = product(current, node, weight.shape()[1]);
            } else if (node.is("Gemm")) {
                current = rows(whole(current, node, weight), node.output(), table);
            }
        }
        return current;
    }

    private static OnnxGraph product(OnnxGraph graph, OnnxNode product, long width) {
        List<String> inputs = new ArrayList<>(product.inputs());
        OnnxNode last = product;
        OnnxNode sum = graph.onlyConsumer(product.output());
        if (sum != null && sum.is("Add")) {
            String other = FuseGelu.other(sum, product.output());
            if (isRow(graph.constant(other), width)) {
                inputs.add(other);
                last = sum;
            }
        }
        OnnxNode linear =
                new OnnxNode(
                        product.name(), Macro.LINEAR, inputs, List.of(last.output()), Map.of());
        OnnxGraph rest = last == product ? graph : graph.without(List.of(product));
        return rest.replacing(Map.of(last, List.of(linear)));
    }

    private static boolean isRow(OnnxTensor bias, long width) {
        return bias != null && bias.rank() == 1 && bias.size() == width;
    }

    /** A Gemm, with its weight turned to [in,out]. */
    private static OnnxGraph whole(OnnxGraph graph, OnnxNode gemm, OnnxTensor weight) {
        boolean turned = gemm.integer("transB", 0) != 0;
        OnnxTensor laidOut = turned ? weight.permuted(1, 0) : weight;
        boolean plain =
                gemm.integer("transA", 0) == 0
                        && gemm.real("alpha", 1) == 1
                        && gemm.real("beta", 1) == 1
                        && (!gemm.hasInput(2)
                                || isRow(graph.constant(gemm.input(2)), laidOut.shape()[1]));
        if (!plain) {
            return graph;
        }
        List<String> inputs = new ArrayList<>(gemm.inputs());
        inputs.set(1, gemm.input(1) + "/" + gemm.name());
        Map<String, OnnxTensor> constants = new LinkedHashMap<>(graph.constants());
        constants.put(inputs.get(1), laidOut);
        OnnxNode linear = new OnnxNode(gemm.name(), Macro.LINEAR, inputs, gemm.outputs(), Map.of());
        return graph.withConstants(constants).replacing(Map.of(gemm, List.of(linear)));
    }

    /** A layer over the rows of [B*T,D] becomes one over [B,T,D], which it was made from. */
    private static OnnxGraph rows(OnnxGraph graph, String output, ProbeTable table) {
        OnnxNode linear = graph.producer(output, Macro.LINEAR);
        OnnxNode before =
                linear == null ? null : graph.producer(linear.input(0), "Reshape", "Flatten");
        OnnxNode after = graph.onlyConsumer(output);
        if (before == null || after == null || !after.is("Reshape")) {
            return graph;
        }
        long[] from = table.shape(before.input(0));
        long[] to = table.shape(after.output());
        long[] rows = table.shape(output);
        boolean fits =
                from != null
                        && from.length == 3
                        && to.length == 3
                        && Arrays.equals(Arrays.copyOf(from, 2), Arrays.copyOf(to, 2))
                        && rows[0] == from[0] * from[1]
                        && rows[1] == to[2];
        if (!fits) {
            return graph;
        }
        List<String> inputs = new ArrayList<>(linear.inputs());
        inputs.set(0, before.input(0));
        OnnxNode whole =
                new OnnxNode(linear.name(), Macro.LINEAR, inputs, after.outputs(), Map.of());
        OnnxGraph changed = graph.without(List.of(linear)).replacing(Map.of(after, List.of(whole)));
        return changed.onlyFor(changed.outputs());
    }
}
