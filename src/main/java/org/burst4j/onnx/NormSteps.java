package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * The single steps of a normalisation over the last axis: x - mean(x), over the root of the mean of
 * its square plus epsilon.
 *
 * @param x what is normalised
 * @param epsilon added to the variance
 * @param nodes all steps but the last
 * @param last the division
 */
record NormSteps(String x, double epsilon, List<OnnxNode> nodes, OnnxNode last) {
    /** The steps that end in a division, or null if it is not the end of such. */
    static NormSteps endingAt(OnnxGraph graph, OnnxNode divided, ProbeTable table) {
        OnnxNode centred = graph.producer(divided.input(0), "Sub");
        OnnxNode root = graph.producer(divided.input(1), "Sqrt");
        OnnxNode shifted = root == null ? null : graph.producer(root.input(0), "Add");
        if (centred == null || shifted == null) {
            return null;
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
            return null;
        }
        List<OnnxNode> nodes =
                new ArrayList<>(List.of(mean, centred, square, variance, shifted, root));
        OnnxNode twin = graph.producer(square.input(0));
        if (twin != centred) {
            nodes.add(twin);
        }
        return new NormSteps(centred.input(0), epsilon, nodes, divided);
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
}
