package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;

/**
 * Reads the plan of an encoder from a canonical graph, from the samples to the last layer.
 *
 * <p>Weights get the names that their role has in Hugging Face's checkpoints, whatever the exporter
 * called them, and the layout in which the graph uses them: dense layers [in,out], convolutions
 * [k,in/groups,out].
 */
final class EncoderMatcher {
    private final OnnxGraph graph;
    private final Map<String, OnnxTensor> weights = new LinkedHashMap<>();
    private final Map<String, Double> epsilons = new LinkedHashMap<>();
    private final List<EncoderPlan.MaskUse> masks = new ArrayList<>();
    private final Set<OnnxNode> matched = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> constantsRead = new HashSet<>();
    private final EncoderPlan plan;

    EncoderMatcher(OnnxGraph graph) {
        this.graph = graph;
        plan = match();
        checkAllUsed();
    }

    EncoderPlan plan() {
        return plan;
    }

    /** All weights in the order of the data's way through the encoder. */
    Map<String, OnnxTensor> weights() {
        return weights;
    }

    private EncoderPlan match() {
        String at = only(Canonicaliser.AUDIO, "the start", Macro.ADD_CHANNEL).output();
        List<Integer> kernels = new ArrayList<>();
        List<Integer> strides = new ArrayList<>();
        OnnxNode next = only(at, "the convolutions over samples", Macro.CONV);
        while (next.is(Macro.CONV)) {
            String name = "feature_extractor.conv_layers." + kernels.size();
            requireConv(next, 1, 0);
            kernels.add((int) weight(next, 1).shape()[2]);
            strides.add((int) next.integers("strides", 1)[0]);
            convolution(next, name + ".conv");
            OnnxNode norm = only(next.output(), name, Macro.LAYER_NORM);
            norm(norm, name + ".layer_norm");
            OnnxNode gelu = only(norm.output(), name, Macro.GELU);
            next =
                    only(
                            gelu.output(),
                            "the convolutions over samples",
                            Macro.CONV,
                            Macro.LAYER_NORM);
        }
        norm(next, "feature_projection.layer_norm");
        OnnxNode projection = only(next.output(), "the feature projection", Macro.LINEAR);
        dense(projection, 1, "feature_projection.projection");
        int width = (int) weight(projection, 1).shape()[1];
        OnnxNode zeroed = only(projection.output(), "padded frames", Macro.ZERO_FRAMES);
        mask(zeroed, 1, false);

        List<EncoderPlan.Positional> positional = new ArrayList<>();
        at = positional(zeroed.output(), positional);
        OnnxNode norm = only(at, "the encoder's first norm", Macro.LAYER_NORM);
        norm(norm, "encoder.layer_norm");
        at = norm.output();
        int layers = 0;
        long heads = 0;
        while (!graph.outputs().contains(at)) {
            OnnxNode attention = both(at, "layer " + layers, Macro.ATTENTION, "Add");
            heads = layers == 0 ? attention.integer("heads", 0) : heads;
            at = layer(at, attention, "encoder.layers." + layers, heads);
            layers++;
        }
        if (layers == 0) {
            throw new ModelException(
                    "the encoder has no transformer layers", "Export a whole encoder.");
        }
        return new EncoderPlan(
                List.copyOf(kernels),
                List.copyOf(strides),
                List.copyOf(positional),
                layers,
                (int) heads,
                width,
                Map.copyOf(epsilons),
                List.copyOf(masks));
    }

    /** Convolutions of the frames, each with a norm without parameters, added to the frames. */
    private String positional(String frames, List<EncoderPlan.Positional> positional) {
        String where = "the positional convolutions";
        OnnxNode conv = both(frames, where, Macro.CONV, "Add");
        String at = conv.output();
        while (conv != null) {
            String name = "encoder.pos_conv_embed.layers." + positional.size();
            OnnxTensor weight = weight(conv, 1);
            int padding = (int) conv.integers("pads", 0, 0)[0];
            int groups = (int) conv.integer("group", 1);
            requireConv(conv, groups, padding);
            if (2L * padding != weight.shape()[2] - 1) {
                throw unknown(conv, where + ", which keep the number of frames");
            }
            convolution(conv, name + ".conv");
            OnnxNode norm = only(conv.output(), where, Macro.LAYER_NORM);
            plainNorm(norm, name + ".layer_norm");
            OnnxNode gelu = only(norm.output(), where, Macro.GELU);
            positional.add(new EncoderPlan.Positional(groups, padding));
            OnnxNode next = only(gelu.output(), where, Macro.CONV, "Add");
            at = gelu.output();
            conv = next.is(Macro.CONV) ? next : null;
        }
        return sum(frames, at, where);
    }

    /** Post-norm: x = norm(x + attention(x)), then x = norm(x + feedForward(x)). */
    private String layer(String x, OnnxNode attention, String name, long heads) {
        if (attention.integer("heads", 0) != heads) {
            throw unknown(attention, name + " with " + heads + " heads as the layers before");
        }
        String[] roles = {"q_proj", "k_proj", "v_proj", "out_proj"};
        for (int i = 0; i < roles.length; i++) {
            dense(attention, 1 + 2 * i, name + ".attention." + roles[i]);
        }
        mask(attention, 9, true);
        OnnxNode first = only(sum(x, attention.output(), name), name, Macro.LAYER_NORM);
        norm(first, name + ".layer_norm");
        OnnxNode up = both(first.output(), name, Macro.LINEAR, "Add");
        dense(up, 1, name + ".feed_forward.intermediate_dense");
        OnnxNode gelu = only(up.output(), name, Macro.GELU);
        OnnxNode down = only(gelu.output(), name, Macro.LINEAR);
        dense(down, 1, name + ".feed_forward.output_dense");
        OnnxNode second = only(sum(first.output(), down.output(), name), name, Macro.LAYER_NORM);
        norm(second, name + ".final_layer_norm");
        return second.output();
    }

    private String sum(String a, String b, String where) {
        OnnxNode sum = only(b, where, "Add");
        if (!FuseGelu.other(sum, b).equals(a)) {
            throw unknown(sum, where + ": the sum of a branch with what it branched from");
        }
        return sum.output();
    }

    private void convolution(OnnxNode conv, String name) {
        OnnxTensor weight = weight(conv, 1);
        weights.put(name + ".weight", weight.permuted(2, 1, 0));
        if (conv.hasInput(2)) {
            weights.put(name + ".bias", weight(conv, 2));
        }
    }

    private void dense(OnnxNode node, int first, String name) {
        weights.put(name + ".weight", weight(node, first));
        if (node.hasInput(first + 1)) {
            weights.put(name + ".bias", weight(node, first + 1));
        }
    }

    private void norm(OnnxNode node, String name) {
        if (!node.hasInput(1) || !node.hasInput(2)) {
            throw unknown(node, name + " with a weight and a bias");
        }
        epsilons.put(name, node.real("epsilon", 0));
        weights.put(name + ".weight", weight(node, 1));
        weights.put(name + ".bias", weight(node, 2));
    }

    private void plainNorm(OnnxNode node, String name) {
        boolean plain =
                (!node.hasInput(1) || weight(node, 1).isAll(1))
                        && (!node.hasInput(2) || weight(node, 2).isAll(0));
        if (!plain) {
            throw unknown(node, name + " without weight and bias");
        }
        epsilons.put(name, node.real("epsilon", 0));
    }

    private void mask(OnnxNode node, int input, boolean keys) {
        if (!node.hasInput(input)) {
            throw unknown(node, "attention with the padded keys masked");
        }
        masks.add(
                new EncoderPlan.MaskUse(
                        node.name(), node.input(input), node.text("form", ""), keys));
    }

    private OnnxTensor weight(OnnxNode node, int input) {
        OnnxTensor tensor = graph.constant(node.input(input));
        if (tensor == null) {
            throw unknown(node, "an operation whose input number " + input + " is a constant");
        }
        if (tensor.type() != ElementType.FLOAT) {
            throw unknown(node, "weights in float32, not " + tensor.type());
        }
        constantsRead.add(node.input(input));
        return tensor;
    }

    private void requireConv(OnnxNode conv, int groups, int padding) {
        boolean plain =
                conv.integer("group", 1) == groups
                        && Arrays.stream(conv.integers("pads", 0)).allMatch(pad -> pad == padding)
                        && conv.integers("dilations", 1)[0] == 1;
        if (!plain) {
            throw unknown(
                    conv,
                    "a convolution with "
                            + groups
                            + " groups, "
                            + padding
                            + " zeros on either side and no dilation");
        }
    }

    /** The only reader of a value, of one of the given operations. */
    private OnnxNode only(String value, String where, String... ops) {
        List<OnnxNode> readers = graph.consumers(value);
        if (readers.size() != 1) {
            throw new ModelException(
                    "the value '"
                            + value
                            + "' is read by "
                            + readers
                            + ", expected one of "
                            + Arrays.toString(ops)
                            + " for "
                            + where,
                    supported());
        }
        OnnxNode node = readers.get(0);
        if (!node.is(ops)) {
            throw unknown(node, where + ", made of " + Arrays.toString(ops));
        }
        matched.add(node);
        return node;
    }

    /** The reader of the one operation, where a reader of the other is the only one beside it. */
    private OnnxNode both(String value, String where, String op, String beside) {
        OnnxNode found = null;
        for (OnnxNode node : graph.consumers(value)) {
            if (node.is(op) && found == null) {
                found = node;
            } else if (!node.is(beside)) {
                throw unknown(node, where + ", made of [" + op + ", " + beside + "]");
            }
        }
        if (found == null || graph.consumers(value).size() != 2) {
            throw new ModelException(
                    "the value '"
                            + value
                            + "' is read by "
                            + graph.consumers(value)
                            + ", expected "
                            + op
                            + " and "
                            + beside
                            + " for "
                            + where,
                    supported());
        }
        matched.add(found);
        return found;
    }

    private void checkAllUsed() {
        for (OnnxNode node : graph.nodes()) {
            if (!matched.contains(node)) {
                throw unknown(node, "no operation beside those of the encoder");
            }
        }
        for (String constant : graph.constants().keySet()) {
            if (!constantsRead.contains(constant) && !graph.consumers(constant).isEmpty()) {
                throw new ModelException(
                        "the constant '"
                                + constant
                                + "' read by "
                                + graph.consumers(constant)
                                + " has no place in the encoder",
                        supported());
            }
        }
    }

    private ModelException unknown(OnnxNode node, String expected) {
        List<String> shapes = new ArrayList<>();
        for (String input : node.inputs()) {
            OnnxTensor constant = graph.constant(input);
            shapes.add(input + (constant == null ? "" : Arrays.toString(constant.shape())));
        }
        return new ModelException(
                node + " with inputs " + shapes + " is not understood here: expected " + expected,
                supported());
    }

    private static String supported() {
        return "Supported: data2vec-audio encoders as Hugging Face's class defines them, exported"
                + " in evaluation mode with attn_implementation=\"eager\".";
    }
}
