package org.burst4j.train;

import java.util.List;
import java.util.OptionalLong;

/** How a stage gets from batches to gradients and scores. */
interface Stepper extends AutoCloseable {
    /** Names of the weights that get a gradient, in a fixed order. */
    List<String> trainable();

    /** The training batches of an epoch, in the form that {@link #step} takes. */
    TrainingData.Batches batches(int stage, int epoch, int from);

    /**
     * Loss and gradients of a batch; nothing is changed.
     *
     * @param input its batch is one of {@link #batches}
     * @return the caller closes it
     */
    GradientStep step(StepInput input);

    /**
     * Memory for what a step computes on its way, without weights and gradients. Nothing is run.
     *
     * @param input its batch is one of {@link #batches}
     * @return bytes; empty where that is not known before
     */
    default OptionalLong plannedBytes(StepInput input) {
        return OptionalLong.empty();
    }

    /** Losses and scores on the validation clips. */
    EvaluationResult validate();

    @Override
    void close();
}
