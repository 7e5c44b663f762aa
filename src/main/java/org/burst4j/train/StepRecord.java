package org.burst4j.train;

import java.util.Map;

/**
 * One optimiser step.
 *
 * @param stage 1 or 2
 * @param epoch epoch of the stage, from 1
 * @param epochs most epochs of the stage
 * @param batch batch of the epoch, from 1
 * @param batches batches of the epoch
 * @param globalEpoch validation of the run that follows it, from 1
 * @param globalStep step of the run, from 1
 * @param loss joined loss of the batch
 * @param taskLosses the loss of each task that the batch is drawn for
 * @param terms further numbers of these tasks, e.g. {@code age/adversarial}
 * @param learningRate rate of the step
 * @param gradientNorm global norm of the gradient before clipping
 * @param clips clips of the batch
 * @param seconds time of the step
 */
public record StepRecord(
        int stage,
        int epoch,
        int epochs,
        int batch,
        int batches,
        int globalEpoch,
        long globalStep,
        double loss,
        Map<String, Double> taskLosses,
        Map<String, Double> terms,
        double learningRate,
        double gradientNorm,
        int clips,
        double seconds) {}
