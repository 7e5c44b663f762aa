package org.burst4j.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a run stands: with the weights and the optimiser's moments all that the rest of the run
 * depends on, since the order of the clips is a function of seed, stage and epoch.
 *
 * @param stage stage under way, 1 or 2; 3 when training has ended
 * @param epoch epoch of the stage under way, from 0
 * @param batch next batch of the epoch, from 0
 * @param stageStep optimiser steps done in the stage
 * @param globalStep optimiser steps done in the run
 * @param globalEpoch epochs completed in the run
 * @param lossSum sum of the losses of the epoch's batches so far
 * @param taskLossSums the same for each task's own loss
 * @param bestValue best monitor value of the stage, lower is better; infinite before the first
 *     epoch
 * @param bestGlobalEpoch number of the best epoch of the stage, from 1; 0 before the first
 * @param badEpochs epochs in a row without improvement
 * @param elapsedSeconds training time of all sessions of the run
 */
public record TrainerState(
        int stage,
        int epoch,
        int batch,
        long stageStep,
        long globalStep,
        int globalEpoch,
        double lossSum,
        Map<String, Double> taskLossSums,
        double bestValue,
        int bestGlobalEpoch,
        int badEpochs,
        double elapsedSeconds) {
    /** The state before the first step. */
    public static final TrainerState START =
            new TrainerState(1, 0, 0, 0, 0, 0, 0, Map.of(), Double.POSITIVE_INFINITY, 0, 0, 0);

    /** Copies the map. */
    public TrainerState {
        taskLossSums = Collections.unmodifiableMap(new LinkedHashMap<>(taskLossSums));
    }

    /**
     * The state after one more batch.
     *
     * @param loss joined loss of the batch
     * @param taskLosses each task's own loss of the batch
     * @return the next state
     */
    TrainerState afterBatch(double loss, Map<String, Double> taskLosses) {
        Map<String, Double> sums = new LinkedHashMap<>(taskLossSums);
        taskLosses.forEach((task, value) -> sums.merge(task, value, Double::sum));
        return new TrainerState(
                stage,
                epoch,
                batch + 1,
                stageStep + 1,
                globalStep + 1,
                globalEpoch,
                lossSum + loss,
                sums,
                bestValue,
                bestGlobalEpoch,
                badEpochs,
                elapsedSeconds);
    }

    /**
     * The state after an epoch has been validated.
     *
     * @param value monitor value, lower is better
     * @return the state at the start of the next epoch
     */
    TrainerState afterEpoch(double value) {
        boolean better = value < bestValue;
        return new TrainerState(
                stage,
                epoch + 1,
                0,
                stageStep,
                globalStep,
                globalEpoch + 1,
                0,
                Map.of(),
                better ? value : bestValue,
                better ? globalEpoch + 1 : bestGlobalEpoch,
                better ? 0 : badEpochs + 1,
                elapsedSeconds);
    }

    /** The state at the start of the next stage; the best value starts anew, as in the paper. */
    TrainerState nextStage() {
        return new TrainerState(
                stage + 1,
                0,
                0,
                0,
                globalStep,
                globalEpoch,
                0,
                Map.of(),
                Double.POSITIVE_INFINITY,
                bestGlobalEpoch,
                0,
                elapsedSeconds);
    }

    /** The same state with another time. */
    TrainerState withElapsedSeconds(double seconds) {
        return new TrainerState(
                stage,
                epoch,
                batch,
                stageStep,
                globalStep,
                globalEpoch,
                lossSum,
                taskLossSums,
                bestValue,
                bestGlobalEpoch,
                badEpochs,
                seconds);
    }
}
