package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Recognises LayerNorm over the last axis, as one operation (opset 17) or in single steps. */
final class FuseLayerNorm implements Pass {
    @Override
    public OnnxGraph apply(OnnxGraph graph, ProbeTable table) {
        OnnxGraph current = graph;
        for (OnnxNode node : graph.nodes()) {
            if (node.is("LayerNormalization")) {
                current = whole(current, node, table);
            } else if (node.is("Div")) {
                current = steps(current, node, table);
            }
        }
        return current;
    }

    private static OnnxGraph whole(OnnxGraph graph, OnnxNode node, ProbeTable table) {
        int rank = table.shape(node.input(0)).length;
        boolean lastAxis = Shapes.axis(node.integer("axis", -1), rank) == rank - 1;
        long width = table.shape(node.input(0))[rank - 1];
        for (String input : node.inputs().subList(1, node.inputs().size())) {
            OnnxTensor constant = graph.constant(input);
            lastAxis &= constant == null || constant.size() == width;
        }
        if (!lastAxis || node.outputs().size() > 1) {
            return graph;
        }
        double epsilon = node.real("epsilon", 1e-5);
        return graph.replacing(
                Map.of(node, List.of(norm(node, node.inputs(), node.output(), epsilon))));
    }

    private static OnnxNode norm(
            OnnxNode like, List<String> inputs, String output, double epsilon) {
        return new OnnxNode(
                like.name(), Macro.LAYER_NORM, inputs, List.of(output), Map.of("epsilon", epsilon));
    }

    /** x - mean(x), over the root of the mean of its square plus epsilon; then gamma and beta. */
    private static OnnxGraph steps(OnnxGraph graph, OnnxNode divided, ProbeTable table) {
        OnnxNode centred = graph.producer(divided.input(0), "Sub");
        OnnxNode root = graph.producer(divided.input(1), "Sqrt");
        OnnxNode shifted = root == null ? null : graph.producer(root.input(0), "Add");
        if (centred == null || shifted == null) {
            return graph;
        }
        int constantAt = Double.isNaN(graph.scalar(shifted.input(0))) ? 1 : 0;
        double epsilon = graph.scalar(shifted.input(constantAt));
        OnnxNode variance = graph.producer(shifted.input(1 - constantAt), "ReduceMean");
        OnnxNode mean = graph.producer(centred.input(1), "ReduceMean");
        OnnxNode square = variance == null ? null : graph.producer(variance.input(0), "Pow", "Mul");
        if (mean == null
                || square == null
                || Double.isNaN(epsilon)
                || !mean.input(0).equals(centred.input(0))
                || !isSquareOf(graph, square, centred.input(0), mean)
                || !overLastAxis(mean, table)
                || !overLastAxis(variance, table)) {
            return graph;
        }
        List<OnnxNode> gone =
                new ArrayList<>(List.of(mean, centred, square, variance, shifted, root));
        OnnxNode twin = graph.producer(square.input(0));
        if (twin != centred) {
            gone.add(twin);
        }
        List<String> inputs = new ArrayList<>(List.of(centred.input(0)));
        long[] shape = table.shape(centred.input(0));
        long width = shape[shape.length - 1];
        OnnxNode last = takeConstant(graph, divided, "Mul", width, inputs);
        last = last == divided ? last : takeConstant(graph, last, "Add", width, inputs);
        for (OnnxNode at = last; at != divided; at = graph.producer(at.input(0))) {
            if (at != last) {
                gone.add(at);
            }
        }
        if (last != divided) {
            gone.add(divided);
        }
        return graph.without(gone)
                .replacing(Map.of(last, List.of(norm(last, inputs, last.output(), epsilon))));
    }

    /** Some exporters subtract the mean a second time for the variance. */
    private static boolean isSquareOf(OnnxGraph graph, OnnxNode square, String x, OnnxNode mean) {
        OnnxNode centred = graph.producer(square.input(0), "Sub");
        boolean centres =
                centred != null
                        && centred.input(0).equals(x)
                        && centred.input(1).equals(mean.output());
        return centres
                && (square.is("Mul")
                        ? square.input(0).equals(square.input(1))
                        : graph.scalar(square.input(1)) == 2);
    }

    private static boolean overLastAxis(OnnxNode node, ProbeTable table) {
        long[] in = table.shape(node.input(0));
        long[] out = table.shape(node.output());
        if (in.length != out.length || out[out.length - 1] != 1 || in[in.length - 1] == 1) {
            return false;
        }
        for (int i = 0; i < in.length - 1; i++) {
            if (in[i] != out[i]) {
                return false;
            }
        }
        return true;
    }

    /** Appends the row of the given width that the next node multiplies or adds, if it does. */
    private static OnnxNode takeConstant(
            OnnxGraph graph, OnnxNode node, String op, long width, List<String> inputs) {
        OnnxNode next = graph.onlyConsumer(node.output());
        if (next == null || !next.is(op)) {
            return node;
        }
        String other = FuseGelu.other(next, node.output());
        OnnxTensor constant = graph.constant(other);
        boolean fits =
                constant != null
                        && constant.rank() == 1
                        && constant.size() == width
                        && next.input(0).equals(node.output());
        if (fits) {
            inputs.add(other);
        }
        return fits ? next : node;
    }
}
