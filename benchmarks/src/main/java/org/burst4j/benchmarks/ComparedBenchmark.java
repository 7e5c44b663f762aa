package org.burst4j.benchmarks;

import java.util.Map;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * An element-wise block against ND4J's own operation for it, each in a session. Forward they read x
 * and write y; backward they read x and the gradient of y and write that of x.
 */
public abstract class ComparedBenchmark extends TrafficBenchmark {
    private BlockGraph nd4j;

    /** Numbers in x. */
    abstract long length();

    /** The weights by name, x among them. */
    abstract Map<String, INDArray> weights();

    abstract INDArray cotangent();

    abstract BlockGraph.Builder ours();

    abstract BlockGraph.Builder theirs();

    /** Compares both sides and ours with plain Java. */
    abstract void compare(
            INDArray ours,
            INDArray theirs,
            Map<String, INDArray> oursBack,
            Map<String, INDArray> theirsBack);

    @Override
    final BlockGraph build() {
        Map<String, INDArray> weights = weights();
        INDArray cotangent = cotangent();
        nd4j = new BlockGraph(weights, cotangent, theirs());
        return new BlockGraph(weights, cotangent, ours());
    }

    @Override
    final void check() {
        try (INDArray ours = block().forward();
                INDArray theirs = nd4j.forward();
                GradientSession.Result oursBack = block().forwardBackward();
                GradientSession.Result theirsBack = nd4j.forwardBackward()) {
            compare(ours, theirs, oursBack.gradients(), theirsBack.gradients());
        }
    }

    @Override
    final double forwardFloats() {
        return 2.0 * length();
    }

    @Override
    final double forwardBackwardFloats() {
        return 5.0 * length();
    }

    @Override
    final void closeOther() {
        nd4j.close();
    }

    /**
     * ND4J's operation, forward.
     *
     * @param traffic counts the bytes
     * @return one number of the result
     */
    @Benchmark
    public double nd4jForward(Traffic traffic) {
        traffic.add(forwardFloats());
        return runForward(nd4j);
    }

    /**
     * ND4J's operation with its gradients.
     *
     * @param traffic counts the bytes
     * @return the loss
     */
    @Benchmark
    public double nd4jForwardBackward(Traffic traffic) {
        traffic.add(forwardBackwardFloats());
        return runForwardBackward(nd4j);
    }
}
