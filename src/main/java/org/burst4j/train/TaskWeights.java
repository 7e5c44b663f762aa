package org.burst4j.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.WeightingRule;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How much each task's loss counts under given weights of the net. They are read from the weights
 * themselves: a run killed between its best checkpoint and the last one has no row of the best
 * epoch in {@code metrics.csv}.
 *
 * @param weights exp(-2s) of each task, or its fixed weight
 * @param sigmas exp(s) of each task; empty with fixed weights
 */
public record TaskWeights(Map<String, Double> weights, Map<String, Double> sigmas) {
    /**
     * Reads them.
     *
     * @param net the net
     * @param arrays all its weights by name
     * @return a weight for every task
     */
    public static TaskWeights of(MultitaskNet net, Map<String, INDArray> arrays) {
        Map<String, Double> weights = new LinkedHashMap<>();
        Map<String, Double> sigmas = new LinkedHashMap<>();
        for (TaskSpec task : net.tasks()) {
            if (net.settings().weighting() == WeightingRule.UNCERTAINTY) {
                double s = arrays.get(GraphNames.logSigma(task.name())).getDouble(0);
                weights.put(task.name(), Math.exp(-2 * s));
                sigmas.put(task.name(), Math.exp(s));
            } else {
                weights.put(task.name(), task.settings().weight());
            }
        }
        return new TaskWeights(weights, sigmas);
    }

    /**
     * Largest of the learned weights over the smallest.
     *
     * @return null with fewer than two learned weights
     */
    public Double ratio() {
        return sigmas.size() < 2
                ? null
                : (Double) (Collections.max(weights.values()) / Collections.min(weights.values()));
    }
}
