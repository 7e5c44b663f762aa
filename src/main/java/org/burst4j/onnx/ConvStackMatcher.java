package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;

/** Reads the convolutions over the samples and the projection of their features. */
final class ConvStackMatcher {
    private static final String WHERE = "the convolutions over samples";
    private final CanonicalGraph graph;
    private final List<EncoderPlan.Conv> convs = new ArrayList<>();
    private boolean projectionNorm;
    private int width;

    ConvStackMatcher(CanonicalGraph graph) {
        this.graph = graph;
    }

    List<EncoderPlan.Conv> convs() {
        return List.copyOf(convs);
    }

    boolean projectionNorm() {
        return projectionNorm;
    }

    /** D. */
    int width() {
        return width;
    }

    /** From the value [B,S,1] to the projected frames [B,T,D]. */
    String match(String start) {
        String at = start;
        OnnxNode next = graph.only(at, WHERE, Macro.CONV);
        while (next.is(Macro.CONV)) {
            at = layer(next);
            next = graph.only(at, WHERE, Macro.CONV, Macro.LAYER_NORM, Macro.LINEAR);
        }
        graph.stages().put(FileStages.CONVS, at);
        if (next.is(Macro.LAYER_NORM)) {
            graph.norm(next, "feature_projection.layer_norm");
            projectionNorm = true;
            next = graph.only(next.output(), "the feature projection", Macro.LINEAR);
        }
        graph.dense(next, 1, "feature_projection.projection");
        width = (int) graph.constant(next, 1).shape()[1];
        graph.stages().put(FileStages.PROJECTION, next.output());
        return next.output();
    }

    private String layer(OnnxNode conv) {
        String name = "feature_extractor.conv_layers." + convs.size();
        graph.requireConv(conv, 1, 0);
        graph.convolution(conv, name + ".conv");
        EncoderPlan.Norm norm = EncoderPlan.Norm.NONE;
        OnnxNode next =
                graph.only(conv.output(), name, Macro.LAYER_NORM, Macro.GROUP_NORM, Macro.GELU);
        if (!next.is(Macro.GELU)) {
            norm = next.is(Macro.GROUP_NORM) ? EncoderPlan.Norm.GROUP : EncoderPlan.Norm.LAYER;
            graph.norm(next, name + ".layer_norm");
            next = graph.only(next.output(), name, Macro.GELU);
        }
        convs.add(
                new EncoderPlan.Conv(
                        (int) graph.constant(conv, 1).shape()[2],
                        (int) conv.integers("strides", 1)[0],
                        conv.hasInput(2),
                        norm));
        return next.output();
    }
}
