package org.burst4j.report;

import java.util.Map;

/**
 * What is known of one optimiser step.
 *
 * @param step step within the run, from 1, growing row by row
 * @param stage training stage, from 1
 * @param globalEpoch validation of the run that follows the step, from 1
 * @param loss weighted loss of the step's batch
 * @param learningRate learning rate of the step
 * @param gradientNorm Euclidean norm of the gradient before clipping; NaN if it was not computed
 * @param clips number of clips in the batch
 * @param seconds how long the step took
 * @param rawLosses unweighted loss of each task by its name
 * @param terms further numbers by name, e.g. {@code age/adversarial}
 */
public record StepRow(
        long step,
        int stage,
        int globalEpoch,
        double loss,
        double learningRate,
        double gradientNorm,
        int clips,
        double seconds,
        Map<String, Double> rawLosses,
        Map<String, Double> terms) {

    /** Copies the maps, keeping their order. */
    public StepRow {
        rawLosses = EpochRow.ordered(rawLosses);
        terms = EpochRow.ordered(terms);
    }
}
