package org.burst4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.graph.Blocks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Param;

/**
 * LayerNorm over the last axis: {@link Blocks#layerNorm} against ND4J's own operation layer_norm,
 * each in a session, with gradients of input, gamma and beta.
 *
 * <p>ND4J's has no epsilon, so it serves for comparison only: on rows of variance 1, as here, both
 * agree; on silence they do not.
 */
public class LayerNormBenchmark extends ComparedBenchmark {
    private static final double EPSILON = 1e-5;

    /** The epsilon, which only one side has, moves a row of variance 1 by 5e-6. */
    private static final double TOLERANCE = 1e-4;

    /**
     * B x T x D. For clips of 2 s: after the first convolution and in the transformer of the demo
     * encoder (16 clips), of base (4 clips) and of large encoders (2 clips).
     */
    @Param({"16x6399x64", "16x99x128", "4x6399x512", "4x99x768", "2x99x1024"})
    public String shape;

    private Map<String, INDArray> weights;

    @Override
    long length() {
        return weights.get("x").length();
    }

    @Override
    Map<String, INDArray> weights() {
        long[] lengths = Arrays32.shape(shape);
        long width = lengths[2];
        weights = new LinkedHashMap<>();
        weights.put("x", Arrays32.normal(1, lengths));
        weights.put("gamma", Arrays32.normal(2, 0.1, width).addi(1));
        weights.put("beta", Arrays32.normal(3, 0.1, width));
        return weights;
    }

    @Override
    INDArray cotangent() {
        return Arrays32.normal(4, Arrays32.shape(shape));
    }

    @Override
    BlockGraph.Builder ours() {
        long width = Arrays32.shape(shape)[2];
        return (sd, v) ->
                Blocks.layerNorm(sd, v.get("x"), v.get("gamma"), v.get("beta"), width, EPSILON);
    }

    @Override
    BlockGraph.Builder theirs() {
        return (sd, v) -> sd.nn().layerNorm(v.get("x"), v.get("gamma"), v.get("beta"), false, 2);
    }

    @Override
    void compare(
            INDArray ours,
            INDArray theirs,
            Map<String, INDArray> oursBack,
            Map<String, INDArray> theirsBack) {
        Arrays32.requireClose("the output", ours, theirs, TOLERANCE);
        for (String name : weights.keySet()) {
            Arrays32.requireClose(
                    "the gradient of " + name, oursBack.get(name), theirsBack.get(name), TOLERANCE);
        }
        checkRow(weights, ours);
    }

    /** The last row against plain Java in double. */
    private static void checkRow(Map<String, INDArray> weights, INDArray output) {
        INDArray x = weights.get("x");
        long clip = x.size(0) - 1;
        long time = x.size(1) - 1;
        long width = x.size(2);
        double mean = 0;
        for (long i = 0; i < width; i++) {
            mean += x.getDouble(clip, time, i) / width;
        }
        double variance = 0;
        for (long i = 0; i < width; i++) {
            variance += Math.pow(x.getDouble(clip, time, i) - mean, 2) / width;
        }
        for (long i = 0; i < width; i++) {
            double unit = (x.getDouble(clip, time, i) - mean) / Math.sqrt(variance + EPSILON);
            double expected =
                    unit * weights.get("gamma").getDouble(i) + weights.get("beta").getDouble(i);
            Arrays32.requireClose(
                    "one row in plain Java", expected, output.getDouble(clip, time, i), 2e-5);
        }
    }
}
