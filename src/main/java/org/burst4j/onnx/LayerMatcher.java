package org.burst4j.onnx;

/** Reads transformer layers, whose norms stand behind their branches or before them. */
final class LayerMatcher {
    private final CanonicalGraph graph;
    private long heads;

    LayerMatcher(CanonicalGraph graph) {
        this.graph = graph;
    }

    int heads() {
        return (int) heads;
    }

    /** Post-norm: x = norm(x + attention(x)), then x = norm(x + feedForward(x)). */
    String postNorm(String x, int layer) {
        String name = "encoder.layers." + layer;
        OnnxNode attention = graph.both(x, name, Macro.ATTENTION, "Add");
        attention(attention, name, layer);
        String sum = graph.sum(x, attention.output(), name);
        OnnxNode first = graph.only(sum, name, Macro.LAYER_NORM);
        graph.norm(first, name + ".layer_norm");
        OnnxNode up = graph.both(first.output(), name, Macro.LINEAR, "Add");
        String down = feedForward(up, name);
        OnnxNode second = graph.only(graph.sum(first.output(), down, name), name, Macro.LAYER_NORM);
        graph.norm(second, name + ".final_layer_norm");
        return second.output();
    }

    /** Pre-norm: x = x + attention(norm(x)), then x = x + feedForward(norm(x)). */
    String preNorm(String x, int layer) {
        String name = "encoder.layers." + layer;
        OnnxNode first = graph.both(x, name, Macro.LAYER_NORM, "Add");
        OnnxNode attention = graph.only(first.output(), name, Macro.ATTENTION);
        attention(attention, name, layer);
        graph.norm(first, name + ".layer_norm");
        String sum = graph.sum(x, attention.output(), name);
        OnnxNode second = graph.both(sum, name, Macro.LAYER_NORM, "Add");
        OnnxNode up = graph.only(second.output(), name, Macro.LINEAR);
        String down = feedForward(up, name);
        graph.norm(second, name + ".final_layer_norm");
        return graph.sum(sum, down, name);
    }

    private void attention(OnnxNode attention, String name, int layer) {
        long own = attention.integer("heads", 0);
        heads = layer == 0 ? own : heads;
        if (own != heads) {
            throw graph.unknown(attention, name + " with " + heads + " heads as the layers before");
        }
        String[] roles = {"q_proj", "k_proj", "v_proj", "out_proj"};
        for (int i = 0; i < roles.length; i++) {
            graph.dense(attention, 1 + 2 * i, name + ".attention." + roles[i]);
        }
        graph.mask(attention, 9, true);
    }

    private String feedForward(OnnxNode up, String name) {
        graph.dense(up, 1, name + ".feed_forward.intermediate_dense");
        OnnxNode gelu = graph.only(up.output(), name, Macro.GELU);
        OnnxNode down = graph.only(gelu.output(), name, Macro.LINEAR);
        graph.dense(down, 1, name + ".feed_forward.output_dense");
        return down.output();
    }
}
