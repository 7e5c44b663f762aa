package org.burst4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
 * LayerNorm over the last axis: {@link Blocks#layerNorm} against ND4J's own operation layer_norm,
 * each in a session, with gradients of input, gamma and beta.
 *
 * <p>ND4J's has no epsilon, so it serves for comparison only: on rows of variance 1, as here, both
 * agree; on silence they do not.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LayerNormBenchmark {
    private static final double EPSILON = 1e-5;

    /** The epsilon, which only one side has, moves a row of variance 1 by 5e-6. */
    private static final double TOLERANCE = 1e-4;

    /**
     * B x T x D. For clips of 2 s: after the first convolution and in the transformer of the demo
     * encoder (16 clips), then of data2vec-audio-base (4 clips).
     */
    @Param({"16x6399x64", "16x99x128", "4x6399x512", "4x99x768"})
    public String shape;

    private BlockGraph burst4j;
    private BlockGraph nd4j;

    /** Builds both paths and checks that they agree. */
    @Setup
    public void prepare() {
        long[] lengths = Arrays32.shape(shape);
        long width = lengths[2];
        INDArray gamma = Arrays32.normal(2, 0.1, width).addi(1);
        INDArray beta = Arrays32.normal(3, 0.1, width);
        INDArray cotangent = Arrays32.normal(4, lengths);
        Map<String, INDArray> weights = new LinkedHashMap<>();
        weights.put("x", Arrays32.normal(1, lengths));
        weights.put("gamma", gamma);
        weights.put("beta", beta);
        burst4j =
                new BlockGraph(
                        weights,
                        cotangent,
                        (sd, v) ->
                                Blocks.layerNorm(
                                        sd,
                                        v.get("x"),
                                        v.get("gamma"),
                                        v.get("beta"),
                                        gamma.length(),
                                        EPSILON));
        nd4j =
                new BlockGraph(
                        weights,
                        cotangent,
                        (sd, v) ->
                                sd.nn()
                                        .layerNorm(
                                                v.get("x"),
                                                v.get("gamma"),
                                                v.get("beta"),
                                                false,
                                                2));
        checkAgreement(weights);
    }

    private void checkAgreement(Map<String, INDArray> weights) {
        try (INDArray ours = burst4j.forward();
                INDArray theirs = nd4j.forward();
                GradientSession.Result oursBack = burst4j.forwardBackward();
                GradientSession.Result theirsBack = nd4j.forwardBackward()) {
            Arrays32.requireClose("the output", ours, theirs, TOLERANCE);
            for (String name : weights.keySet()) {
                Arrays32.requireClose(
                        "the gradient of " + name,
                        oursBack.gradients().get(name),
                        theirsBack.gradients().get(name),
                        TOLERANCE);
            }
            checkRow(weights, ours);
        }
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

    /** Frees the sessions. */
    @TearDown
    public void close() {
        burst4j.close();
        nd4j.close();
    }

    /**
     * Burst4J's LayerNorm, forward.
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
     * Burst4J's LayerNorm with its gradients.
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
     * ND4J's layer_norm (no epsilon), forward.
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
     * ND4J's layer_norm (no epsilon) with its gradients.
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
