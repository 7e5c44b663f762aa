package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ModelException;

/**
 * Computes nodes: their values where all inputs are known, else the shapes of their results.
 *
 * <p>Meant for shape and mask arithmetic and for constants, so it is simple rather than fast.
 */
final class Evaluator {
    private static final Map<String, Rule> RULES = rules();

    private Evaluator() {}

    /** How one operation makes its first output; the other outputs are never read here. */
    interface Rule {
        OnnxTensor apply(Call call);
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new TreeMap<>();
        ArithmeticRules.addTo(rules);
        LayoutRules.addTo(rules);
        IndexRules.addTo(rules);
        LayerRules.addTo(rules);
        return rules;
    }

    /** The operations that are understood at all. */
    static List<String> supported() {
        return List.copyOf(RULES.keySet());
    }

    static OnnxTensor evaluate(OnnxNode node, List<OnnxTensor> inputs, int opset) {
        return evaluate(node, inputs, opset, new Work());
    }

    static OnnxTensor evaluate(OnnxNode node, List<OnnxTensor> inputs, int opset, Work work) {
        Rule rule = RULES.get(node.op());
        if (rule == null) {
            throw new ModelException(
                    node
                            + " with inputs "
                            + describe(inputs)
                            + " is an operation that is not known",
                    "Export the encoder in evaluation mode from Hugging Face's class, with"
                            + " attn_implementation=\"eager\". Known operations: "
                            + String.join(" ", supported())
                            + ".");
        }
        try {
            return rule.apply(new Call(node, inputs, opset, work));
        } catch (IndexOutOfBoundsException
                | ArithmeticException
                | IllegalArgumentException
                | NegativeArraySizeException e) {
            throw new ModelException(
                    node + " with inputs " + describe(inputs) + " cannot be computed: " + e,
                    "The file is damaged; export it again.",
                    e);
        }
    }

    private static String describe(List<OnnxTensor> inputs) {
        List<String> texts = new ArrayList<>();
        for (OnnxTensor input : inputs) {
            texts.add(input == null ? "-" : input.type() + Arrays.toString(input.shape()));
        }
        return texts.toString();
    }
}
