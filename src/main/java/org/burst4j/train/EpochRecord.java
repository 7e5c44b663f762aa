package org.burst4j.train;

import java.util.Map;

/**
 * A round of training with its validation: an epoch, unless {@link
 * TrainSettings#validateEverySteps} says otherwise.
 *
 * @param stage 1 or 2
 * @param epoch epoch of the stage that its last batch belongs to, from 1
 * @param globalEpoch validation of the run, from 1
 * @param globalStep steps of the run so far
 * @param trainLoss mean loss of the round's batches
 * @param trainTaskLosses mean of each task's own loss over the batches drawn for it
 * @param terms the same for further numbers, e.g. {@code age/adversarial}
 * @param learningRate rate of the last step
 * @param seconds time of the round in this session, validation included
 * @param validation scores and losses on the validation split
 * @param taskWeights exp(-2 s) of each task, or its fixed weight
 * @param sigmas exp(s) of each task; empty with fixed weights
 * @param best whether this is the stage's best round so far
 */
public record EpochRecord(
        int stage,
        int epoch,
        int globalEpoch,
        long globalStep,
        double trainLoss,
        Map<String, Double> trainTaskLosses,
        Map<String, Double> terms,
        double learningRate,
        double seconds,
        EvaluationResult validation,
        Map<String, Double> taskWeights,
        Map<String, Double> sigmas,
        boolean best) {}
