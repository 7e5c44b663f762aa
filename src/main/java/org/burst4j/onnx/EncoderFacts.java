package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.burst4j.graph.FrameMask;

/** Gathers what is known of an encoder from its file, its plan and its weights. */
final class EncoderFacts {
    private EncoderFacts() {}

    static EncoderInfo of(OnnxFile file, Canonicaliser canonicaliser, EncoderMatcher matcher) {
        EncoderPlan plan = matcher.plan();
        Map<String, OnnxTensor> weights = matcher.weights();
        return new EncoderInfo(
                family(file, plan),
                plan.width(),
                plan.layers(),
                plan.heads(),
                Arrays.stream(plan.kernels()).boxed().toList(),
                Arrays.stream(plan.strides()).boxed().toList(),
                plan.convs().get(0).norm() == EncoderPlan.Norm.GROUP ? "group" : "layer",
                plan.convs().get(0).bias(),
                plan.stableLayerNorm(),
                plan.positional().stream().anyMatch(conv -> conv.weightNorm() != null),
                weights.values().stream()
                        .map(tensor -> tensor.type().name().toLowerCase(Locale.ROOT))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("+")),
                FrameMask.receptiveField(plan.kernels(), plan.strides()),
                FrameMask.stride(plan.strides()),
                weights.values().stream().mapToLong(OnnxTensor::size).sum(),
                !plan.masks().isEmpty(),
                file.producer(),
                file.opset(),
                file.sha256(),
                ignored(file.graph(), canonicaliser.needed(), matcher.head()));
    }

    private static String family(OnnxFile file, EncoderPlan plan) {
        if (plan.positional().stream().anyMatch(EncoderPlan.Positional::norm)) {
            return "data2vec-audio";
        }
        OnnxGraph graph = file.graph();
        boolean hubert =
                Stream.of(
                                Stream.of(file.name()),
                                graph.constants().keySet().stream(),
                                graph.nodes().stream().map(OnnxNode::name))
                        .flatMap(names -> names)
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("hubert"));
        return hubert ? "hubert" : "wav2vec2";
    }

    /** Outputs and constants that the encoder does not need, those of a head among them. */
    private static List<String> ignored(OnnxGraph whole, OnnxGraph needed, OnnxNode head) {
        Set<String> ignored = new LinkedHashSet<>(whole.outputs());
        if (head == null) {
            ignored.removeAll(needed.outputs());
        } else {
            head.inputs().stream()
                    .skip(1)
                    .filter(input -> !input.isEmpty())
                    .forEach(input -> ignored.addAll(sources(needed, input)));
        }
        for (String constant : whole.constants().keySet()) {
            if (needed.consumers(constant).isEmpty()) {
                ignored.add(constant);
            }
        }
        return new ArrayList<>(ignored);
    }

    /** The file's own constants from which one is made. */
    private static Set<String> sources(OnnxGraph graph, String value) {
        Set<String> sources = new LinkedHashSet<>();
        if (graph.constant(value) != null) {
            sources.add(value);
        }
        for (OnnxNode node : graph.onlyFor(List.of(value)).nodes()) {
            node.inputs().stream()
                    .filter(input -> graph.constant(input) != null)
                    .forEach(sources::add);
        }
        return sources;
    }
}
