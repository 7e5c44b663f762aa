package org.burst4j.engine;

import java.util.Map;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A training graph that is run forward and backward, again and again. Not thread-safe. */
public interface GradientRun extends GraphRun {
    /**
     * Runs one batch.
     *
     * @param placeholders a value for each placeholder of the graph
     * @param seed what is drawn is a function of this number and of names in the graph alone
     * @return loss, gradients and extra outputs; the caller closes it. The gradients hold until the
     *     next run: they may be written over then.
     */
    GradientSession.Result run(Map<String, INDArray> placeholders, long seed);
}
