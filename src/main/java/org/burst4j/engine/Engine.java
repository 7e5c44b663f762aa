package org.burst4j.engine;

import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How graphs are run.
 *
 * @param kind what runs them
 * @param recompute what a planned training step computes twice
 */
public record Engine(EngineKind kind, Recompute recompute) {
    /** ND4J's own session. */
    public static final Engine SAMEDIFF = new Engine(EngineKind.SAMEDIFF, Recompute.NONE);

    /** Planned, everything kept that the way back needs. */
    public static final Engine PLANNED = new Engine(EngineKind.PLANNED, Recompute.NONE);

    /**
     * Prepares a graph for runs forward.
     *
     * @param sd the graph; which of its variables are constants must not change
     * @param outputs names of the results to compute, at least one
     * @return the caller closes it
     * @throws org.burst4j.ModelException when a name is unknown
     */
    public ForwardRun forward(SameDiff sd, List<String> outputs) {
        ForwardSession session = new ForwardSession(sd, outputs);
        return new ForwardRun() {
            @Override
            public Map<String, INDArray> run(Map<String, INDArray> placeholders, long seed) {
                return session.run(placeholders, seed);
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    /**
     * Prepares a training graph for runs forward and backward.
     *
     * @param sd the graph; its structure must not change
     * @param trainable names of the variables or placeholders whose gradients are wanted, at least
     *     one
     * @param loss name of the scalar loss
     * @param extraOutputs names of further results of each run
     * @return the caller closes it
     * @throws org.burst4j.ModelException when a name is unknown or a variable has no path to the
     *     loss
     */
    public GradientRun gradients(
            SameDiff sd, List<String> trainable, String loss, List<String> extraOutputs) {
        GradientSession session = new GradientSession(sd, trainable, loss, extraOutputs);
        return new GradientRun() {
            @Override
            public GradientSession.Result run(Map<String, INDArray> placeholders, long seed) {
                return session.run(placeholders, seed);
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }
}
