package org.burst4j.train;

import java.util.List;

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

    /** Losses and scores on the validation clips. */
    EvaluationResult validate();

    @Override
    void close();
}
