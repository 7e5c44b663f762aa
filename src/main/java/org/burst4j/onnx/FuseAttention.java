package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Recognises multi-head self-attention around a softmax: three dense layers of one input, split
 * into heads, scaled products, the mask of the keys, and the dense layer of the result. The scale
 * may stand anywhere and be split between query and key; the heads may be merged with the batch.
 */
final class FuseAttention implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            if (node.is("Softmax")) {
                current = fuse(current, table, node);
            }
        }
        return current;
    }

    private static OnnxGraph fuse(OnnxGraph graph, ProbeTable table, OnnxNode softmax) {
        long[] scoreShape = table.shape(softmax.input(0));
        if (Shapes.axis(softmax.integer("axis", -1), scoreShape.length) != scoreShape.length - 1) {
            return graph;
        }
        List<OnnxNode> gone = new ArrayList<>(List.of(softmax));
        LayoutTrace masked = LayoutTrace.back(graph, table, softmax.input(0));
        OnnxNode mask = graph.producer(masked.source(), Macro.MASK_KEYS);
        if (!masked.follows(i -> i) || (mask != null && masked.scale() != 1)) {
            return graph;
        }
        LayoutTrace scores = mask == null ? masked : LayoutTrace.back(graph, table, mask.input(0));
        OnnxNode product = graph.producer(scores.source(), "MatMul");
        OnnxNode weighted = graph.onlyConsumer(softmax.output());
        if (product == null
                || !scores.follows(i -> i)
                || weighted == null
                || !weighted.is("MatMul")) {
            return graph;
        }
        gone.addAll(masked.nodes());
        if (mask != null) {
            gone.add(mask);
            gone.addAll(scores.nodes());
        }
        gone.addAll(List.of(product, weighted));

        LayoutTrace query = LayoutTrace.back(graph, table, product.input(0));
        LayoutTrace key = LayoutTrace.back(graph, table, product.input(1));
        LayoutTrace value = LayoutTrace.back(graph, table, weighted.input(1));
        OnnxNode out = outLayer(graph, weighted);
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
        long[] queryShape = table.shape(product.input(0));
        if (shape.length != 3 || shape[2] % queryShape[queryShape.length - 1] != 0) {
            return graph;
        }
        Split split = Split.of(shape, queryShape[queryShape.length - 1]);
        double scale = scores.scale() * query.scale() * key.scale();
        if (!query.follows(split.headsThenFrames())
                || !key.follows(split.headsThenWidth())
                || !value.follows(split.headsThenFrames())
                || !context.follows(split.joined())
                || !context.source().equals(weighted.output())
                || value.scale() * context.scale() != 1
                || !FuseGelu.close(scale, 1 / Math.sqrt((double) split.headWidth()))
                || !sameInput(dense)) {
            return graph;
        }
        List.of(query, key, value, context).forEach(trace -> gone.addAll(trace.nodes()));
        List<String> inputs = new ArrayList<>(List.of(dense[0].input(0)));
        for (OnnxNode layer : dense) {
            inputs.add(layer.input(1));
            inputs.add(layer.input(2));
            gone.add(layer);
        }
        inputs.add(mask == null ? "" : mask.input(1));
        gone.remove(out);
        OnnxNode attention =
                new OnnxNode(
                        softmax.name(),
                        Macro.ATTENTION,
                        inputs,
                        out.outputs(),
                        Map.of(
                                "heads",
                                split.heads(),
                                "form",
                                mask == null ? "" : mask.text("form", "")));
        return graph.without(gone).replacing(Map.of(out, List.of(attention)));
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
        static Split of(long[] shape, long headWidth) {
            return new Split(shape[0], shape[1], shape[2] / headWidth, headWidth);
        }

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
