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
     * The memory for what is computed on the way in a run of given shapes: the plan's arena,
     * without the graph's arrays and the inputs. The plan is made if there is none yet, and kept
     * for the run; it takes no more memory than itself.
     *
     * @param placeholderShapes the shape of each placeholder that {@link #run} is to be given
     * @return bytes; empty where nothing is planned
     */
    default OptionalLong plannedBytes(Map<String, long[]> placeholderShapes) {
        return OptionalLong.empty();
    }

    /** Frees what is kept between runs. The graph and its arrays stay. */
    @Override
    void close();
}
