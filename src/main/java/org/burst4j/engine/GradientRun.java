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
     * The memory for what is computed on the way in a run of given shapes: the plan's arena,
     * without the graph's arrays, the gradients and the inputs. The plan is made if there is none
     * yet, and kept for the run; it takes no more memory than itself.
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
