package org.burst4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One block y = f(weights) as two graphs, each with its session: forward alone, and with the
 * gradients of all weights for the loss sum(y * cotangent), whose gradient at y is the cotangent.
 */
final class BlockGraph implements AutoCloseable {
    private static final String OUTPUT = "y";
    private static final String COTANGENT = "cotangent";
    private static final String LOSS = "loss";

    private final Map<String, INDArray> placeholders;
    private final ForwardSession forward;
    private final GradientSession backward;

    /** Builds the block from its weights. */
    interface Builder {
        SDVariable build(SameDiff sd, Map<String, SDVariable> weights);
    }

    BlockGraph(Map<String, INDArray> weights, INDArray cotangent, Builder builder) {
        placeholders = Map.of(COTANGENT, cotangent);
        forward = new ForwardSession(graph(weights, cotangent, builder), List.of(OUTPUT));
        backward =
                new GradientSession(
                        graph(weights, cotangent, builder),
                        List.copyOf(weights.keySet()),
                        LOSS,
                        List.of());
    }

    private static SameDiff graph(
            Map<String, INDArray> weights, INDArray cotangent, Builder builder) {
        SameDiff sd = SameDiff.create();
        Map<String, SDVariable> variables = new LinkedHashMap<>();
        weights.forEach((name, array) -> variables.put(name, sd.var(name, array)));
        SDVariable y = builder.build(sd, variables).rename(OUTPUT);
        SDVariable r = sd.placeHolder(COTANGENT, DataType.FLOAT, cotangent.shape());
        y.mul(r).sum().rename(LOSS); // scalar
        return sd;
    }

    /** The block's output; the caller closes it. */
    INDArray forward() {
        return forward.run(placeholders).get(OUTPUT);
    }

    /** The gradients of all weights by name; the caller closes the result. */
    GradientSession.Result forwardBackward() {
        return backward.run(placeholders);
    }

    @Override
    public void close() {
        forward.close();
        backward.close();
    }
}
