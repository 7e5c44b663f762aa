package org.burst4j.graph;

import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a graph forward, again and again, in bounded memory. In-place changes of the graph's arrays
 * are seen by the next run. Several sessions may share one graph, but neither a session nor the
 * sessions of one graph may run in two threads at once.
 */
public final class ForwardSession implements AutoCloseable {
    private final CachedSession session;

    /**
     * Prepares a session.
     *
     * @param sd the graph; its array cache is turned on
     * @param outputs names of the results to compute, at least one
     * @throws ModelException when a name is unknown
     */
    public ForwardSession(SameDiff sd, List<String> outputs) {
        for (String name : outputs) {
            if (!sd.hasVariable(name)) {
                throw new ModelException(
                        "the graph has no variable named " + name,
                        "Check the name against GraphFiles.describe.");
            }
        }
        sd.setEnableCache(true);
        session = new CachedSession(sd, outputs);
    }

    /**
     * Runs one batch.
     *
     * @param placeholders a value for each placeholder that the outputs need
     * @return the outputs by name; the caller closes each array
     */
    public Map<String, INDArray> run(Map<String, INDArray> placeholders) {
        return session.run(placeholders);
    }

    /**
     * Runs one batch of a graph that draws random numbers.
     *
     * @param placeholders a value for each placeholder that the outputs need
     * @param seed what is drawn is a function of this number and of names in the graph alone
     * @return the outputs by name; the caller closes each array
     */
    public Map<String, INDArray> run(Map<String, INDArray> placeholders, long seed) {
        return session.run(placeholders, seed);
    }

    /** Frees what the session caches; a further run caches anew. The graph and its arrays stay. */
    @Override
    public void close() {
        session.close();
    }
}
