package org.burst4j.train;

import java.util.Map;

/**
 * One epoch with its validation.
 *
 * @param stage 1 or 2
 * @param epoch epoch of the stage, from 1
 * @param globalEpoch epoch of the run, from 1
 * @param globalStep steps of the run so far
 * @param trainLoss mean loss of the epoch's batches
 * @param trainTaskLosses mean of each task's own loss over the epoch's batches
 * @param learningRate rate of the last step
 * @param seconds time of the epoch in this session, validation included
 * @param validation scores and losses on the validation split
 * @param taskWeights exp(-2 s) of each task, or its fixed weight
 * @param sigmas exp(s) of each task; empty with fixed weights
 * @param best whether this is the stage's best epoch so far
 */
public record EpochRecord(
        int stage,
        int epoch,
        int globalEpoch,
        long globalStep,
        double trainLoss,
        Map<String, Double> trainTaskLosses,
        double learningRate,
        double seconds,
        EvaluationResult validation,
        Map<String, Double> taskWeights,
        Map<String, Double> sigmas,
        boolean best) {}
