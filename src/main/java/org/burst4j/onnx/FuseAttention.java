package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Recognises multi-head self-attention: three dense layers of one input, split into heads, scaled
 * products, the mask of the keys, and the dense layer of the result. It may be one operation (opset
 * 23) or single ones around a softmax; the scale may stand anywhere and be split between query and
 * key; the heads may be merged with the batch.
 */
final class FuseAttention implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            Core core =
                    switch (node.op()) {
                        case "Softmax" -> aroundSoftmax(current, table, node);
                        case "Attention" -> whole(table, node);
                        default -> null;
                    };
            if (core != null) {
                current = fuse(current, table, core);
            }
        }
        return current;
    }

    /**
     * What is weighted by what.
     *
     * @param query value [B,H,T,D/H], or with the heads merged with the batch
     * @param key the same, or [B,H,D/H,T] if turned
     * @param value as the query
     * @param keyTurned whether the key has its frames last
     * @param scale of the scores
     * @param mask a node that masks keys by its second input, or null
     * @param last the node that makes the weighted values
     * @param nodes all of them
     */
    private record Core(
            String query,
            String key,
            String value,
            boolean keyTurned,
            double scale,
            OnnxNode mask,
            OnnxNode last,
            List<OnnxNode> nodes) {}

    private static Core aroundSoftmax(OnnxGraph graph, ProbeTable table, OnnxNode softmax) {
        long[] scoreShape = table.shape(softmax.input(0));
        if (Shapes.axis(softmax.integer("axis", -1), scoreShape.length) != scoreShape.length - 1) {
            return null;
        }
        LayoutTrace masked = LayoutTrace.back(graph, table, softmax.input(0));
        OnnxNode mask = graph.producer(masked.source(), Macro.MASK_KEYS);
        if (!masked.follows(i -> i) || (mask != null && masked.scale() != 1)) {
            return null;
        }
        LayoutTrace scores = mask == null ? masked : LayoutTrace.back(graph, table, mask.input(0));
        OnnxNode product = graph.producer(scores.source(), "MatMul");
        OnnxNode weighted = graph.onlyConsumer(softmax.output());
        if (product == null
                || !scores.follows(i -> i)
                || weighted == null
                || !weighted.is("MatMul")
                || !weighted.input(0).equals(softmax.output())) {
            return null;
        }
        List<OnnxNode> nodes = new ArrayList<>(List.of(softmax, product, weighted));
        nodes.addAll(masked.nodes());
        nodes.addAll(scores.nodes());
        if (mask != null) {
            nodes.add(mask);
        }
        return new Core(
                product.input(0),
                product.input(1),
                weighted.input(1),
                true,
                scores.scale(),
                mask,
                weighted,
                nodes);
    }

    /** The operation of opset 23, with the heads as an axis of their own. */
    private static Core whole(ProbeTable table, OnnxNode node) {
        long[] query = table.shape(node.input(0));
        boolean plain =
                query.length == 4
                        && node.integer("is_causal", 0) == 0
                        && node.real("softcap", 0) == 0
                        && !node.hasInput(4)
                        && !node.hasInput(5)
                        && node.outputs().size() == 1;
        if (!plain) {
            return null;
        }
        OnnxNode mask = null;
        String value = node.input(3);
        boolean truth = node.hasInput(3) && table.first().get(value).type() == ElementType.BOOL;
        if (node.hasInput(3) && !table.isAlways(value, truth ? 1 : 0)) {
            if (!table.isKnown(value) || !table.dependsOnMask(value)) {
                return null;
            }
            mask =
                    new OnnxNode(
                            node.name() + "/mask",
                            Macro.MASK_KEYS,
                            List.of("", value),
                            List.of(node.name() + "/mask"),
                            Map.of("form", truth ? Macro.WHERE_FALSE : Macro.TERM));
        }
        return new Core(
                node.input(0),
                node.input(1),
                node.input(2),
                false,
                node.real("scale", 1 / Math.sqrt((double) query[3])),
                mask,
                node,
                List.of(node));
    }

    private static OnnxGraph fuse(OnnxGraph graph, ProbeTable table, Core core) {
        LayoutTrace query = LayoutTrace.back(graph, table, core.query());
        LayoutTrace key = LayoutTrace.back(graph, table, core.key());
        LayoutTrace value = LayoutTrace.back(graph, table, core.value());
        OnnxNode out = outLayer(graph, core.last());
        if (out == null) {
            return graph;
        }
        LayoutTrace context = LayoutTrace.back(graph, table, out.input(0));
        OnnxNode[] dense = {
            graph.producer(query.source(), Macro.LINEAR),
            graph.producer(key.source(), Macro.LINEAR),
            graph.producer(value.source(), Macro.LINEAR),
            out
        };
        for (OnnxNode layer : dense) {
            if (layer == null || table.shape(layer.input(0)) == null) {
                return graph;
            }
        }
        long[] shape = table.shape(dense[0].input(0));
        long[] queryShape = table.shape(core.query());
        long headWidth = queryShape[queryShape.length - 1];
        if (shape.length != 3 || shape[2] % headWidth != 0) {
            return graph;
        }
        Split split = new Split(shape[0], shape[1], shape[2] / headWidth, headWidth);
        double scale = core.scale() * query.scale() * key.scale();
        if (!query.follows(split.headsThenFrames())
                || !key.follows(core.keyTurned() ? split.headsThenWidth() : split.headsThenFrames())
                || !value.follows(split.headsThenFrames())
                || !context.follows(split.joined())
                || !context.source().equals(core.last().output())
                || value.scale() * context.scale() != 1
                || !isScale(scale, headWidth, table.first().get(core.query()).type())
                || !sameInput(dense)) {
            return graph;
        }
        Set<OnnxNode> gone = new HashSet<>(core.nodes());
        List.of(query, key, value, context).forEach(trace -> gone.addAll(trace.nodes()));
        List<String> inputs = new ArrayList<>(List.of(dense[0].input(0)));
        for (OnnxNode layer : dense) {
            inputs.add(layer.input(1));
            inputs.add(layer.input(2));
            gone.add(layer);
        }
        inputs.add(core.mask() == null ? "" : core.mask().input(1));
        gone.remove(out);
        OnnxNode attention =
                new OnnxNode(
                        core.last().name(),
                        Macro.ATTENTION,
                        inputs,
                        out.outputs(),
                        Map.of(
                                "heads",
                                split.heads(),
                                "form",
                                core.mask() == null ? "" : core.mask().text("form", "")));
        return graph.without(gone).replacing(Map.of(out, List.of(attention)));
    }

    private static boolean isScale(double scale, long headWidth, ElementType type) {
        return FuseGelu.close(scale, 1 / Math.sqrt((double) headWidth), type);
    }

    private static boolean sameInput(OnnxNode[] dense) {
        return dense[0].input(0).equals(dense[1].input(0))
                && dense[0].input(0).equals(dense[2].input(0));
    }

    /** The first dense layer after the weighted values, reached by rearrangements alone. */
    private static OnnxNode outLayer(OnnxGraph graph, OnnxNode weighted) {
        OnnxNode at = graph.onlyConsumer(weighted.output());
        while (at != null && at.is("Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze")) {
            at = graph.onlyConsumer(at.output());
        }
        return at != null && at.is(Macro.LINEAR) ? at : null;
    }

    /** Orders of elements when [B,T,D] is split into heads. */
    private record Split(long batch, long frames, long heads, long headWidth) {
        private long width() {
            return heads * headWidth;
        }

        /** [B,H,T,D/H] read from [B,T,D]. */
        IntUnaryOperator headsThenFrames() {
            long[] to = {batch, heads, frames, headWidth};
            return Shapes.walker(to, new long[] {frames * width(), headWidth, width(), 1}, 0);
        }

        /** [B,H,D/H,T] read from [B,T,D]. */
        IntUnaryOperator headsThenWidth() {
            long[] to = {batch, heads, headWidth, frames};
            return Shapes.walker(to, new long[] {frames * width(), headWidth, 1, width()}, 0);
        }

        /** [B,T,H,D/H] read from [B,H,T,D/H]. */
        IntUnaryOperator joined() {
            long[] to = {batch, frames, heads, headWidth};
            long head = frames * headWidth;
            return Shapes.walker(to, new long[] {heads * head, headWidth, head, 1}, 0);
        }
    }
}
