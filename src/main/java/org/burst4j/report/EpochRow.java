package org.burst4j.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of one round of training, mostly an epoch, after its validation.
 *
 * @param stage training stage, from 1
 * @param epoch epoch within the stage, from 1
 * @param globalEpoch validation within the run, from 1, growing row by row
 * @param trainLoss mean weighted loss over the training batches; NaN if unknown
 * @param valLoss mean weighted loss over the validation batches; NaN if unknown
 * @param learningRate learning rate at the end of the epoch
 * @param seconds how long the epoch with its validation took
 * @param best whether it is the stage's best so far
 * @param metrics scores by name, e.g. {@code val/high.ccc}
 * @param rawLosses unweighted loss of each task by name, e.g. {@code train/high}, {@code val/high}
 * @param taskWeights exp(-2s) of each task by its name; empty if weights are not learned
 * @param sigmas exp(s) of each task by its name; empty if weights are not learned
 * @param terms further numbers of the training by name, e.g. {@code age/adversarial}
 */
public record EpochRow(
        int stage,
        int epoch,
        int globalEpoch,
        double trainLoss,
        double valLoss,
        double learningRate,
        double seconds,
        boolean best,
        Map<String, Double> metrics,
        Map<String, Double> rawLosses,
        Map<String, Double> taskWeights,
        Map<String, Double> sigmas,
        Map<String, Double> terms) {

    /** Copies the maps, keeping their order. */
    public EpochRow {
        metrics = ordered(metrics);
        rawLosses = ordered(rawLosses);
        taskWeights = ordered(taskWeights);
        sigmas = ordered(sigmas);
        terms = ordered(terms);
    }

    static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
