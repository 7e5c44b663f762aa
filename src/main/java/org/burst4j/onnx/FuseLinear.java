package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Recognises dense layers: a product with a constant matrix and the addition of a constant row. */
final class FuseLinear implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            OnnxTensor weight = node.is("MatMul") ? graph.constant(node.input(1)) : null;
            if (weight != null && weight.rank() == 2) {
                current = fuse(current, node, weight.shape()[1]);
            }
        }
        return current;
    }

    private static OnnxGraph fuse(OnnxGraph graph, OnnxNode product, long width) {
        List<String> inputs = new ArrayList<>(product.inputs());
        OnnxNode last = product;
        OnnxNode sum = graph.onlyConsumer(product.output());
        if (sum != null && sum.is("Add")) {
            String other = FuseGelu.other(sum, product.output());
            OnnxTensor bias = graph.constant(other);
            if (bias != null && bias.rank() == 1 && bias.size() == width) {
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
}
