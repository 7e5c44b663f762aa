package org.burst4j.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.special.Erf;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * GELU: {@link Blocks#gelu}, which is exact, against ND4J's own operation gelu, which is the
 * approximation x sigmoid(1.702 x) and differs by up to 0.021. Each in a session.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GeluBenchmark {
    /** The largest distance of x sigmoid(1.702 x) from the exact GELU is 0.0203. */
    private static final double OUTPUT_TOLERANCE = 0.021;

    /** That of the derivatives, 0.047, times a cotangent of 1. */
    private static final double GRADIENT_TOLERANCE = 0.05;

    private static final double EXACT_TOLERANCE = 2e-6;

    /**
     * B x T x width. For clips of 2 s: after the first convolution and in the feed-forward part of
     * the demo encoder (16 clips), then of data2vec-audio-base (4 clips).
     */
    @Param({"16x6399x64", "16x99x512", "4x6399x512", "4x99x3072"})
    public String shape;

    private BlockGraph burst4j;
    private BlockGraph nd4j;

    /** Builds both paths; checks ours against plain Java and ND4J's within its approximation. */
    @Setup
    public void prepare() {
        INDArray x = Arrays32.normal(1, Arrays32.shape(shape));
        INDArray cotangent = x.like().addi(1);
        Map<String, INDArray> weights = Map.of("x", x);
        burst4j = new BlockGraph(weights, cotangent, (sd, v) -> Blocks.gelu(sd, v.get("x")));
        nd4j = new BlockGraph(weights, cotangent, (sd, v) -> sd.nn().gelu(v.get("x")));
        try (INDArray ours = burst4j.forward();
                INDArray theirs = nd4j.forward();
                GradientSession.Result oursBack = burst4j.forwardBackward();
                GradientSession.Result theirsBack = nd4j.forwardBackward();
                INDArray outputGap = ours.sub(theirs);
                INDArray gradientGap =
                        oursBack.gradients().get("x").sub(theirsBack.gradients().get("x"))) {
            double output = outputGap.amaxNumber().doubleValue();
            double gradient = gradientGap.amaxNumber().doubleValue();
            Arrays32.requireClose("the output", 0, output, OUTPUT_TOLERANCE);
            Arrays32.requireClose("the gradient", 0, gradient, GRADIENT_TOLERANCE);
            checkExact(x, ours, oursBack.gradients().get("x"));
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

    /** Frees the sessions. */
    @TearDown
    public void close() {
        burst4j.close();
        nd4j.close();
    }

    /**
     * Burst4J's exact GELU, forward.
     *
     * @return one number of the result
     */
    @Benchmark
    public double forward() {
        try (INDArray y = burst4j.forward()) {
            return y.getDouble(0);
        }
    }

    /**
     * Burst4J's exact GELU with its gradient.
     *
     * @return the loss
     */
    @Benchmark
    public double forwardBackward() {
        try (GradientSession.Result result = burst4j.forwardBackward()) {
            return result.loss();
        }
    }

    /**
     * ND4J's gelu (an approximation), forward.
     *
     * @return one number of the result
     */
    @Benchmark
    public double nd4jForward() {
        try (INDArray y = nd4j.forward()) {
            return y.getDouble(0);
        }
    }

    /**
     * ND4J's gelu (an approximation) with its gradient.
     *
     * @return the loss
     */
    @Benchmark
    public double nd4jForwardBackward() {
        try (GradientSession.Result result = nd4j.forwardBackward()) {
            return result.loss();
        }
    }
}
