package org.burst4j.engine;

import java.util.List;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Recompute;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

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
        checkNames(sd, outputs);
        if (kind == EngineKind.SAMEDIFF) {
            return new SessionForward(sd, outputs);
        }
        return new FallbackForward(
                new PlannedForward(sd, outputs, kernels()), () -> new SessionForward(sd, outputs));
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
        if (kind == EngineKind.SAMEDIFF) {
            return new SessionGradients(sd, trainable, loss, extraOutputs);
        }
        if (trainable.isEmpty()) {
            throw new ModelException(
                    "no trainable variable was named", "Name at least one, or run it forward.");
        }
        checkNames(sd, trainable);
        checkNames(sd, extraOutputs);
        checkNames(sd, List.of(loss));
        return new FallbackGradients(
                new PlannedGradients(sd, trainable, loss, extraOutputs, recompute, kernels()),
                () -> new SessionGradients(sd, trainable, loss, extraOutputs));
    }

    private static void checkNames(SameDiff sd, List<String> names) {
        for (String name : names) {
            if (!sd.hasVariable(name)) {
                throw new ModelException(
                        "the graph has no variable named " + name,
                        "Check the name against GraphFiles.describe.");
            }
        }
    }

    /** Java kernels where Java can reach the arrays' memory, else ND4J's operations alone. */
    private static KernelChoice kernels() {
        return Nd4j.getEnvironment().isCPU() ? KernelChoice.JAVA : KernelChoice.STOCK;
    }
}
