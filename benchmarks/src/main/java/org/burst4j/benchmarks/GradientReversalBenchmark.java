package org.burst4j.benchmarks;

import java.util.Map;
import org.burst4j.graph.GradientReversal;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Param;

/**
 * {@link GradientReversal#apply} on pooled embeddings, which is where adversarial nets have it, and
 * on all frames: forward the input itself, backward the cotangent times -lambda.
 */
public class GradientReversalBenchmark extends TrafficBenchmark {
    private static final float LAMBDA = 0.5f;
    private static final double TOLERANCE = 1e-6;

    /** Shape of x: pooled clips or all frames of base and large encoders. */
    @Param({"32x768", "32x1024", "4x99x768", "2x99x1024"})
    public String shape;

    private INDArray x;
    private INDArray cotangent;

    @Override
    BlockGraph build() {
        x = Arrays32.normal(1, Arrays32.shape(shape));
        cotangent = Arrays32.normal(2, Arrays32.shape(shape));
        return new BlockGraph(
                Map.of("x", x),
                cotangent,
                (sd, v) ->
                        GradientReversal.apply(
                                sd,
                                v.get("x"),
                                sd.constant("lambda", Nd4j.scalar(LAMBDA)),
                                "reversed"));
    }

    @Override
    void check() {
        try (INDArray y = block().forward();
                GradientSession.Result result = block().forwardBackward();
                INDArray expected = cotangent.mul(-LAMBDA)) {
            Arrays32.requireClose("the output", x, y, TOLERANCE);
            Arrays32.requireClose("the gradient", expected, result.gradients().get("x"), TOLERANCE);
        }
    }

    @Override
    double forwardFloats() {
        return 2.0 * x.length();
    }

    @Override
    double forwardBackwardFloats() {
        return 4.0 * x.length();
    }
}
