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
 * A canonical graph that is being read: which of its nodes and constants have found their place,
 * and the weights found, under the names and in the layouts of our graph.
 */
final class CanonicalGraph {
    private final OnnxGraph graph;
    private final Set<OnnxNode> matched = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> constantsRead = new HashSet<>();
    private final Map<String, OnnxTensor> weights = new LinkedHashMap<>();
    private final Map<String, Double> epsilons = new LinkedHashMap<>();
    private final List<EncoderPlan.MaskPlace> masks = new ArrayList<>();
    private final Map<String, String> stages = new LinkedHashMap<>();

    CanonicalGraph(OnnxGraph graph) {
        this.graph = graph;
    }

    Map<String, OnnxTensor> weights() {
        return weights;
    }

    Map<String, Double> epsilons() {
        return epsilons;
    }

    /** The values with which the stages of the encoder end, by the stages' names, in order. */
    Map<String, String> stages() {
        return stages;
    }

    List<EncoderPlan.MaskPlace> masks() {
        return masks;
    }

    boolean isEnd(String value) {
        return graph.outputs().contains(value);
    }

    OnnxNode producer(String value, String op) {
        return graph.producer(value, op);
    }

    boolean isReadBy(String value, String op) {
        return graph.consumers(value).stream().anyMatch(node -> node.is(op));
    }

    /** The only reader of a value, or null. */
    OnnxNode reader(String value) {
        List<OnnxNode> readers = graph.consumers(value);
        return readers.size() == 1 ? readers.get(0) : null;
    }

    /** The only reader of a value, of one of the given operations. */
    OnnxNode only(String value, String where, String... ops) {
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
    OnnxNode both(String value, String where, String op, String beside) {
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

    /** The sum of a branch with what it branched from. */
    String sum(String a, String b, String where) {
        OnnxNode sum = only(b, where, "Add");
        if (!FuseGelu.other(sum, b).equals(a)) {
            throw unknown(sum, where + ": the sum of a branch with what it branched from");
        }
        return sum.output();
    }

    /** A weight [out,in/groups,k] becomes [k,in/groups,out]. */
    void convolution(OnnxNode conv, String name) {
        weights.put(name + ".weight", constant(conv, 1).permuted(2, 1, 0));
        bias(conv, 2, name);
    }

    void dense(OnnxNode node, int first, String name) {
        weights.put(name + ".weight", constant(node, first));
        bias(node, first + 1, name);
    }

    void bias(OnnxNode node, int input, String name) {
        if (node.hasInput(input)) {
            weights.put(name + ".bias", constant(node, input));
        }
    }

    void norm(OnnxNode node, String name) {
        if (!node.hasInput(1) || !node.hasInput(2)) {
            throw unknown(node, name + " with a weight and a bias");
        }
        epsilons.put(name, node.real("epsilon", 0));
        weights.put(name + ".weight", flat(constant(node, 1)));
        weights.put(name + ".bias", flat(constant(node, 2)));
    }

    private static OnnxTensor flat(OnnxTensor tensor) {
        return tensor.rank() == 1 ? tensor : tensor.reshaped(tensor.size());
    }

    void plainNorm(OnnxNode node, String name) {
        boolean plain =
                (!node.hasInput(1) || constant(node, 1).isAll(1))
                        && (!node.hasInput(2) || constant(node, 2).isAll(0));
        if (!plain) {
            throw unknown(node, name + " without weight and bias");
        }
        epsilons.put(name, node.real("epsilon", 0));
    }

    void mask(OnnxNode node, int input, boolean keys) {
        if (node.hasInput(input)) {
            masks.add(
                    new EncoderPlan.MaskPlace(
                            node.name(), node.input(input), node.text("form", ""), keys));
        }
    }

    /** A constant that a node reads; it has its place from now on. */
    OnnxTensor constant(OnnxNode node, int input) {
        OnnxTensor tensor = graph.constant(node.input(input));
        if (tensor == null) {
            throw unknown(node, "an operation whose input number " + input + " is a constant");
        }
        if (tensor.type().integral()) {
            throw unknown(node, "weights in floating point, not " + tensor.type());
        }
        constantsRead.add(node.input(input));
        return tensor;
    }

    void requireConv(OnnxNode conv, int groups, int padding) {
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

    /** A node that has its place without being read along the way. */
    void place(OnnxNode node) {
        matched.add(node);
    }

    void checkAllUsed() {
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

    ModelException unknown(OnnxNode node, String expected) {
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
        return "Supported: data2vec-audio, wav2vec2 and HuBERT encoders as Hugging Face's classes"
                + " define them, exported in evaluation mode.";
    }
}
