package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the grouped convolutions of the frames, which are added to them: data2vec's five, each with
 * a norm without parameters, or the single long one of wav2vec 2.0 and HuBERT with weight norm.
 */
final class PositionalMatcher {
    private static final String WHERE = "the positional convolutions";
    private static final String NAME = "encoder.pos_conv_embed";
    private final CanonicalGraph graph;
    private final List<EncoderPlan.Positional> convs = new ArrayList<>();

    PositionalMatcher(CanonicalGraph graph) {
        this.graph = graph;
    }

    List<EncoderPlan.Positional> convs() {
        return List.copyOf(convs);
    }

    /** From the frames to their sum with the position. */
    String match(String frames) {
        OnnxNode conv = graph.both(frames, WHERE, Macro.CONV, "Add");
        String at = conv.output();
        if (!graph.isReadBy(at, Macro.LAYER_NORM)) {
            return graph.sum(frames, single(conv), WHERE);
        }
        while (conv != null) {
            String name = NAME + ".layers." + convs.size();
            int padding = padding(conv);
            plainWeight(conv, name + ".conv");
            requireLength(conv, padding, 0, kernel(conv));
            OnnxNode norm = graph.only(conv.output(), WHERE, Macro.LAYER_NORM);
            graph.plainNorm(norm, name + ".layer_norm");
            OnnxNode gelu = graph.only(norm.output(), WHERE, Macro.GELU);
            convs.add(new EncoderPlan.Positional(name, groups(conv), padding, 0, true, null));
            OnnxNode next = graph.only(gelu.output(), WHERE, Macro.CONV, "Add");
            at = gelu.output();
            conv = next.is(Macro.CONV) ? next : null;
        }
        return graph.sum(frames, at, WHERE);
    }

    private String single(OnnxNode conv) {
        int padding = padding(conv);
        OnnxNode normed = graph.producer(conv.input(1), Macro.WEIGHT_NORM);
        EncoderPlan.WeightNorm weightNorm = null;
        long kernel;
        if (normed == null) {
            plainWeight(conv, NAME + ".conv");
            kernel = kernel(conv);
        } else {
            graph.place(normed);
            weightNorm = weightNorm(normed);
            kernel = graph.constant(normed, 1).shape()[2];
            graph.bias(conv, 2, NAME + ".conv");
        }
        OnnxNode next = graph.only(conv.output(), WHERE, Macro.CROP, Macro.GELU);
        int crop = next.is(Macro.CROP) ? (int) next.integer("frames", 0) : 0;
        requireLength(conv, padding, crop, kernel);
        OnnxNode gelu = next.is(Macro.CROP) ? graph.only(next.output(), WHERE, Macro.GELU) : next;
        convs.add(new EncoderPlan.Positional(NAME, groups(conv), padding, crop, false, weightNorm));
        return gelu.output();
    }

    /** Checkpoints name the two parameters in an old and in a new way: as the file does. */
    private EncoderPlan.WeightNorm weightNorm(OnnxNode normed) {
        String conv = NAME + ".conv.";
        boolean renamed = normed.input(1).endsWith("original1");
        EncoderPlan.WeightNorm names =
                new EncoderPlan.WeightNorm(
                        conv + (renamed ? "parametrizations.weight.original0" : "weight_g"),
                        conv + (renamed ? "parametrizations.weight.original1" : "weight_v"));
        graph.weights().put(names.length(), graph.constant(normed, 0).permuted(2, 1, 0));
        graph.weights().put(names.direction(), graph.constant(normed, 1).permuted(2, 1, 0));
        return names;
    }

    private void plainWeight(OnnxNode conv, String name) {
        graph.requireConv(conv, groups(conv), padding(conv));
        graph.convolution(conv, name);
    }

    private long kernel(OnnxNode conv) {
        return graph.constant(conv, 1).shape()[2];
    }

    private static int groups(OnnxNode conv) {
        return (int) conv.integer("group", 1);
    }

    private static int padding(OnnxNode conv) {
        return (int) conv.integers("pads", 0, 0)[0];
    }

    private void requireLength(OnnxNode conv, int padding, int crop, long kernel) {
        graph.requireConv(conv, groups(conv), padding);
        if (conv.integers("strides", 1)[0] != 1 || 2L * padding - crop != kernel - 1) {
            throw graph.unknown(conv, WHERE + ", which keep the number of frames");
        }
    }
}
