package org.burst4j.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph that is run forward, again and again. Not thread-safe. */
public interface ForwardRun extends GraphRun {
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
}
