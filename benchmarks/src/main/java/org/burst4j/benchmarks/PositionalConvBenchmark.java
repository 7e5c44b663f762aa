package org.burst4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.GradientSession;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Param;

/**
 * The grouped convolutions of the positional embedding, {@link Blocks#groupedConvNwc}, 16 groups:
 * one of 128 frames as in wav2vec 2.0 and HuBERT, or five of 19 frames, one after the other, as in
 * data2vec, without the norms and activations between them.
 *
 * <p>Without these, output group g depends on input group g alone, which plain Java checks, and the
 * loss is linear in the input and in each kernel: each, multiplied by its gradient, gives the loss.
 */
public class PositionalConvBenchmark extends ProductBenchmark {
    private static final int GROUPS = 16;
    private static final double TOLERANCE = 1e-4;

    /** {@code data2vec} or {@code wav2vec2}. */
    @Param({"data2vec", "wav2vec2"})
    public String kind;

    /** {@code base} or {@code large}. */
    @Param({"base", "large"})
    public String size;

    private EncoderSize encoder;
    private int kernel;
    private int layers;
    private Map<String, INDArray> weights;

    @Override
    BlockGraph build() {
        encoder = EncoderSize.of(size);
        boolean data2vec = kind.equals("data2vec");
        if (!data2vec && !kind.equals("wav2vec2")) {
            throw new ConfigException(
                    "kind is '" + kind + "', expected data2vec or wav2vec2",
                    "Use -p kind=data2vec or -p kind=wav2vec2.");
        }
        kernel = data2vec ? 19 : 128;
        layers = data2vec ? 5 : 1;
        int width = encoder.width();
        int inputs = width / GROUPS;
        weights = new LinkedHashMap<>();
        weights.put("x", Arrays32.normal(1, encoder.batch(), encoder.frames(), width));
        for (int layer = 0; layer < layers; layer++) {
            double deviation = 1 / Math.sqrt((double) kernel * inputs);
            weights.put("w" + layer, Arrays32.normal(2 + layer, deviation, kernel, inputs, width));
        }
        INDArray cotangent = Arrays32.normal(9, encoder.batch(), outputFrames(), width);
        return new BlockGraph(weights, cotangent, this::convolutions);
    }

    /** An even kernel gives one more; encoders drop it. */
    private int outputFrames() {
        return encoder.frames() + layers * (1 - kernel % 2);
    }

    private SDVariable convolutions(SameDiff sd, Map<String, SDVariable> v) {
        SDVariable y = v.get("x"); // [B,T,D]
        for (int layer = 0; layer < layers; layer++) {
            y = Blocks.groupedConvNwc(sd, y, v.get("w" + layer), null, GROUPS, 1, kernel / 2);
        }
        return y; // [B,T',D]
    }

    @Override
    void check() {
        try (INDArray y = block().forward();
                GradientSession.Result result = block().forwardBackward()) {
            double[][] expected = plainJava();
            int clip = encoder.batch() - 1;
            for (int time = 0; time < expected.length; time++) {
                for (int channel = 0; channel < expected[0].length; channel++) {
                    Arrays32.requireClose(
                            "the last group in plain Java",
                            expected[time][channel],
                            y.getDouble(clip, time, firstChannel() + channel),
                            TOLERANCE);
                }
            }
            Arrays32.requireLinear(weights, result, TOLERANCE);
        }
    }

    private int firstChannel() {
        return encoder.width() - encoder.width() / GROUPS;
    }

    /** The last group of the last clip: [T',D/groups]. */
    private double[][] plainJava() {
        int width = encoder.width() / GROUPS;
        int clip = encoder.batch() - 1;
        double[][] x = new double[encoder.frames()][width];
        for (int time = 0; time < x.length; time++) {
            for (int channel = 0; channel < width; channel++) {
                x[time][channel] = weights.get("x").getDouble(clip, time, firstChannel() + channel);
            }
        }
        for (int layer = 0; layer < layers; layer++) {
            INDArray weight = weights.get("w" + layer);
            double[][][] w = new double[kernel][width][width]; // tap, in, out
            for (int tap = 0; tap < kernel; tap++) {
                for (int in = 0; in < width; in++) {
                    for (int out = 0; out < width; out++) {
                        w[tap][in][out] = weight.getDouble(tap, in, firstChannel() + out);
                    }
                }
            }
            x = convolve(x, w);
        }
        return x;
    }

    private double[][] convolve(double[][] x, double[][][] w) {
        int padding = kernel / 2;
        double[][] y = new double[x.length + 2 * padding - kernel + 1][x[0].length];
        for (int time = 0; time < y.length; time++) {
            for (int tap = 0; tap < kernel; tap++) {
                int from = time + tap - padding;
                if (from < 0 || from >= x.length) {
                    continue;
                }
                for (int in = 0; in < x[0].length; in++) {
                    for (int out = 0; out < x[0].length; out++) {
                        y[time][out] += x[from][in] * w[tap][in][out];
                    }
                }
            }
        }
        return y;
    }

    @Override
    double forwardFlops() {
        double channels = (double) encoder.width() / GROUPS;
        return 2.0
                * encoder.batch()
                * outputFrames()
                * encoder.width()
                * channels
                * kernel
                * layers;
    }
}
