package org.burst4j.engine;

import java.util.Map;
import java.util.OptionalLong;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A training graph that is run forward and backward, again and again. Not thread-safe. */
public interface GradientRun extends AutoCloseable {
    /**
     * Runs one batch.
     *
     * @param placeholders a value for each placeholder of the graph
     * @param seed what is drawn is a function of this number and of names in the graph alone
     * @return loss, gradients and extra outputs; the caller closes it. The gradients hold until the
     *     next run: they may be written over then.
     */
    GradientSession.Result run(Map<String, INDArray> placeholders, long seed);

    /**
     * The native memory that a run will need for its intermediate values, known before it begins.
     *
     * @param shapes of all placeholders
     * @return bytes; empty for an engine that does not plan
     */
    default OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return OptionalLong.empty();
    }

    /**
     * Has the time of each node of each further run told.
     *
     * @param times is told; null for nobody. An engine that does not plan tells nothing.
     */
    default void profile(NodeTimes times) {}

    /** Frees what is kept between runs. The graph and its arrays stay. */
    @Override
    void close();
}
