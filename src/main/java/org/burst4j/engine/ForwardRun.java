package org.burst4j.engine;

import java.util.Map;
import java.util.OptionalLong;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph that is run forward, again and again. Not thread-safe. */
public interface ForwardRun extends AutoCloseable {
    /**
     * Runs one batch.
     *
     * @param placeholders a value for each placeholder that the outputs need
     * @param seed what is drawn is a function of this number and of names in the graph alone
     * @return the outputs by name; the caller closes each array
     */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, long seed);

    /**
     * Runs one batch of a graph that draws nothing.
     *
     * @param placeholders a value for each placeholder that the outputs need
     * @return the outputs by name; the caller closes each array
     */
    default Map<String, INDArray> run(Map<String, INDArray> placeholders) {
        return run(placeholders, 0);
    }

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

    /** Frees native memory that is kept between runs; what was planned is kept. */
    default void release() {}

    /** Frees what is kept between runs. The graph and its arrays stay. */
    @Override
    void close();
}
