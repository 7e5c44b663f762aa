package org.burst4j.benchmarks;

import java.util.Map;
import org.burst4j.graph.GradientSession;
import org.burst4j.graph.Pooling;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Param;

/**
 * The mean over each clip's real frames, {@link Pooling#maskedMean}; the last clip is half padding.
 * Checked in plain Java; its gradient by linearity, as x times its gradient is the loss.
 */
public class PoolingBenchmark extends TrafficBenchmark {
    private static final double TOLERANCE = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    /** {@code base} or {@code large}. */
    @Param({"base", "large"})
    public String size;

    private EncoderSize encoder;
    private INDArray hidden; // [B,T,D]
    private INDArray mask; // [B,T]

    @Override
    BlockGraph build() {
        encoder = EncoderSize.of(size);
        int frames = encoder.frames();
        hidden = Arrays32.normal(1, encoder.batch(), frames, encoder.width());
        mask = Nd4j.createUninitialized(encoder.batch(), frames).assign(1);
        for (int frame = frames / 2; frame < frames; frame++) {
            mask.putScalar(encoder.batch() - 1, frame, 0);
        }
        INDArray cotangent = Arrays32.normal(2, encoder.batch(), encoder.width());
        return new BlockGraph(Map.of("x", hidden), cotangent, this::pooled);
    }

    private SDVariable pooled(SameDiff sd, Map<String, SDVariable> v) {
        return Pooling.maskedMean(sd, v.get("x"), sd.constant("mask", mask), "pooled"); // [B,D]
    }

    @Override
    void check() {
        try (INDArray y = block().forward();
                GradientSession.Result result = block().forwardBackward()) {
            for (int clip = 0; clip < encoder.batch(); clip++) {
                double sum = 0;
                double count = 0;
                for (int frame = 0; frame < encoder.frames(); frame++) {
                    sum += hidden.getDouble(clip, frame, clip) * mask.getDouble(clip, frame);
                    count += mask.getDouble(clip, frame);
                }
                double found = y.getDouble(clip, clip);
                Arrays32.requireClose("a mean in plain Java", sum / count, found, TOLERANCE);
            }
            Arrays32.requireLinear(Map.of("x", hidden), result, GRADIENT_TOLERANCE);
        }
    }

    @Override
    double forwardFloats() {
        return encoder.length();
    }

    @Override
    double forwardBackwardFloats() {
        return 2.0 * encoder.length();
    }
}
