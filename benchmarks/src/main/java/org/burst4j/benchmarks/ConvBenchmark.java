package org.burst4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv1D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv1DDerivative;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * The encoders' convolutions over samples, NWC: {@link Blocks#convNwc} in a session, and ND4J's
 * operations conv1d and conv1d_bp on their own, which is what a session cannot be faster than.
 *
 * <p>The column {@code gflop} is 10^9 floating point operations per second, 2 B T' Cout k Cin of
 * them forward and three times as many with both gradients. No bias, as in data2vec.
 */
public class ConvBenchmark extends ProductBenchmark {
    /** Seconds of each clip. */
    private static final int CLIP_SECONDS = 2;

    /** Rounding over up to 100 000 summed products in FLOAT. */
    private static final double TOLERANCE = 1e-4;

    /**
     * Whose layers: {@code demo} (64 channels, 16 clips) or {@code base} (512 channels, 4), which
     * are those of the large encoders too.
     */
    @Param({"demo", "base"})
    public String encoder;

    /** Which of the seven layers; 2 and 3 are as 1 and 4 with other lengths, 5 as 6. */
    @Param({"0", "1", "4", "6"})
    public int layer;

    private ConvLayer shape;
    private INDArray input; // [B,T,Cin]
    private INDArray weight; // [k,Cin,Cout]
    private INDArray cotangent; // [B,T',Cout]
    private INDArray output; // [B,T',Cout]
    private INDArray inputGradient; // [B,T,Cin]
    private INDArray weightGradient; // [k,Cin,Cout]
    private Conv1D operation;
    private Conv1DDerivative derivative;

    @Override
    BlockGraph build() {
        shape = ConvLayer.of(encoder, layer, CLIP_SECONDS);
        int k = shape.kernel();
        int in = shape.inputChannels();
        int out = shape.outputChannels();
        input = Arrays32.normal(1, shape.batch(), shape.inputLength(), in);
        weight = Arrays32.normal(2, 1 / Math.sqrt((double) k * in), k, in, out);
        cotangent = Arrays32.normal(3, shape.batch(), shape.outputLength(), out);
        output = cotangent.ulike();
        inputGradient = input.ulike();
        weightGradient = weight.ulike();
        operation = new Conv1D(input, weight, null, output, config());
        derivative =
                new Conv1DDerivative(
                        new INDArray[] {input, weight, cotangent},
                        new INDArray[] {inputGradient, weightGradient},
                        config());
        Map<String, INDArray> weights = new LinkedHashMap<>();
        weights.put("x", input);
        weights.put("w", weight);
        return new BlockGraph(
                weights,
                cotangent,
                (sd, v) -> Blocks.convNwc(sd, v.get("x"), v.get("w"), null, shape.stride(), 0));
    }

    private Conv1DConfig config() {
        return Conv1DConfig.builder()
                .k(shape.kernel())
                .s(shape.stride())
                .p(0)
                .d(1)
                .dataFormat(Conv1DConfig.NWC)
                .paddingMode(PaddingMode.VALID)
                .build();
    }

    @Override
    void check() {
        Nd4j.exec(operation);
        Nd4j.exec(derivative);
        try (INDArray y = block().forward();
                GradientSession.Result result = block().forwardBackward()) {
            Arrays32.requireClose("the output", output, y, TOLERANCE);
            Arrays32.requireClose(
                    "the input's gradient", inputGradient, result.gradients().get("x"), TOLERANCE);
            Arrays32.requireClose(
                    "the weight's gradient",
                    weightGradient,
                    result.gradients().get("w"),
                    TOLERANCE);
            long clip = shape.batch() - 1;
            long time = shape.outputLength() - 1;
            for (int channel = 0; channel < shape.outputChannels(); channel += 13) {
                Arrays32.requireClose(
                        "one sum in plain Java",
                        plainJava(clip, time, channel),
                        y.getDouble(clip, time, channel),
                        TOLERANCE);
            }
        }
    }

    private double plainJava(long clip, long time, long channel) {
        double sum = 0;
        for (int tap = 0; tap < shape.kernel(); tap++) {
            for (int in = 0; in < shape.inputChannels(); in++) {
                sum +=
                        input.getDouble(clip, time * shape.stride() + tap, in)
                                * weight.getDouble(tap, in, channel);
            }
        }
        return sum;
    }

    @Override
    double forwardFlops() {
        return shape.forwardFlops();
    }

    /**
     * ND4J's conv1d alone.
     *
     * @param products counts the operations
     * @return the result
     */
    @Benchmark
    public INDArray nd4jForward(Products products) {
        products.gflop += shape.forwardFlops() / 1e9;
        return Nd4j.exec(operation)[0];
    }

    /**
     * ND4J's conv1d and conv1d_bp alone.
     *
     * @param products counts the operations
     * @return the weight's gradient
     */
    @Benchmark
    public INDArray nd4jForwardBackward(Products products) {
        products.gflop += 3 * shape.forwardFlops() / 1e9;
        Nd4j.exec(operation);
        return Nd4j.exec(derivative)[1];
    }
}
