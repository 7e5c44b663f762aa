package org.burst4j.benchmarks;

import java.util.Map;
import org.apache.commons.math3.special.Erf;
import org.burst4j.graph.Blocks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Param;

/**
 * The exact GELU, {@link Blocks#gelu}, against ND4J's own operation gelu, each in a session with
 * the gradient of the input.
 *
 * <p>ND4J's is x sigmoid(1.702 x), an approximation, so it serves for comparison only.
 */
public class GeluBenchmark extends ComparedBenchmark {
    /** The largest distance of x sigmoid(1.702 x) from the exact GELU is 0.0203. */
    private static final double OUTPUT_TOLERANCE = 0.021;

    /** That of the derivatives, 0.047, times a cotangent of 1. */
    private static final double GRADIENT_TOLERANCE = 0.05;

    private static final double EXACT_TOLERANCE = 2e-6;

    /**
     * B x T x width. For clips of 2 s: after the first convolution and in the feed-forward part of
     * the demo encoder (16 clips), of base (4 clips) and of large encoders (2 clips).
     */
    @Param({"16x6399x64", "16x99x512", "4x6399x512", "4x99x3072", "2x99x4096"})
    public String shape;

    private INDArray x;

    @Override
    long length() {
        return x.length();
    }

    @Override
    Map<String, INDArray> weights() {
        x = Arrays32.normal(1, Arrays32.shape(shape));
        return Map.of("x", x);
    }

    @Override
    INDArray cotangent() {
        return x.like().addi(1);
    }

    @Override
    BlockGraph.Builder ours() {
        return (sd, v) -> Blocks.gelu(sd, v.get("x"));
    }

    @Override
    BlockGraph.Builder theirs() {
        return (sd, v) -> sd.nn().gelu(v.get("x"));
    }

    @Override
    void compare(
            INDArray ours,
            INDArray theirs,
            Map<String, INDArray> oursBack,
            Map<String, INDArray> theirsBack) {
        requireNear("the output", ours, theirs, OUTPUT_TOLERANCE);
        requireNear("the gradient", oursBack.get("x"), theirsBack.get("x"), GRADIENT_TOLERANCE);
        checkExact(x, ours, oursBack.get("x"));
    }

    private static void requireNear(String what, INDArray ours, INDArray theirs, double tolerance) {
        try (INDArray gap = ours.sub(theirs)) {
            Arrays32.requireClose(what, 0, gap.amaxNumber().doubleValue(), tolerance);
        }
    }

    private static void checkExact(INDArray x, INDArray output, INDArray gradient) {
        for (long i = 0; i < x.length(); i += 997) {
            double value = x.getDouble(i);
            double normal = 0.5 * (1 + Erf.erf(value / Math.sqrt(2)));
            double density = Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
            Arrays32.requireClose(
                    "GELU in plain Java", value * normal, output.getDouble(i), EXACT_TOLERANCE);
            Arrays32.requireClose(
                    "its derivative in plain Java",
                    normal + value * density,
                    gradient.getDouble(i),
                    EXACT_TOLERANCE);
        }
    }
}
