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
 * @param globalEpoch validations done in the run: one an epoch, unless {@link
 *     TrainSettings#validateEverySteps} says otherwise
 * @param batchesSinceValidation batches done since the last of them
 * @param lossSum sum of their losses
 * @param sums the same for each task's own loss and for further terms, by name
 * @param counts how many batches each of these sums is over
 * @param bestValue best monitor value of the stage, lower is better; infinite before the first
 *     validation
 * @param bestGlobalEpoch number of the best validation of the stage, from 1; 0 before the first
 * @param badEpochs validations in a row without improvement
 * @param elapsedSeconds training time of all sessions of the run
 */
public record TrainerState(
        int stage,
        int epoch,
        int batch,
        long stageStep,
        long globalStep,
        int globalEpoch,
        int batchesSinceValidation,
        double lossSum,
        Map<String, Double> sums,
        Map<String, Integer> counts,
        double bestValue,
        int bestGlobalEpoch,
        int badEpochs,
        double elapsedSeconds) {
    /** The state before the first step. */
    public static final TrainerState START =
            new TrainerState(
                    1, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), Double.POSITIVE_INFINITY, 0, 0, 0);

    /** Copies the maps. */
    public TrainerState {
        sums = Collections.unmodifiableMap(new LinkedHashMap<>(sums));
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    /**
     * The epoch of the stage that the last batch belongs to.
     *
     * @return from 1; 0 before the first batch
     */
    public int epochNumber() {
        return batch > 0 ? epoch + 1 : epoch;
    }

    /**
     * The mean of a task's loss or a term over the batches since the last validation that had it.
     *
     * @return by name, in a fixed order
     */
    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / counts.get(name)));
        return means;
    }

    /**
     * The state after one more batch.
     *
     * @param loss joined loss of the batch
     * @param numbers its tasks' own losses and further terms, by name
     * @return the next state
     */
    TrainerState afterBatch(double loss, Map<String, Double> numbers) {
        Map<String, Double> newSums = new LinkedHashMap<>(sums);
        Map<String, Integer> newCounts = new LinkedHashMap<>(counts);
        numbers.forEach(
                (name, value) -> {
                    newSums.merge(name, value, Double::sum);
                    newCounts.merge(name, 1, Integer::sum);
                });
        return new TrainerState(
                stage,
                epoch,
                batch + 1,
                stageStep + 1,
                globalStep + 1,
                globalEpoch,
                batchesSinceValidation + 1,
                lossSum + loss,
                newSums,
                newCounts,
                bestValue,
                bestGlobalEpoch,
                badEpochs,
                elapsedSeconds);
    }

    /** The state at the start of the next epoch. */
    TrainerState nextEpoch() {
        return new TrainerState(
                stage,
                epoch + 1,
                0,
                stageStep,
                globalStep,
                globalEpoch,
                batchesSinceValidation,
                lossSum,
                sums,
                counts,
                bestValue,
                bestGlobalEpoch,
                badEpochs,
                elapsedSeconds);
    }

    /**
     * The state after a validation.
     *
     * @param value monitor value, lower is better
     * @return the state to go on from
     */
    TrainerState afterValidation(double value) {
        boolean better = value < bestValue;
        return new TrainerState(
                stage,
                epoch,
                batch,
                stageStep,
                globalStep,
                globalEpoch + 1,
                0,
                0,
                Map.of(),
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
                0,
                Map.of(),
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
                batchesSinceValidation,
                lossSum,
                sums,
                counts,
                bestValue,
                bestGlobalEpoch,
                badEpochs,
                seconds);
    }
}
