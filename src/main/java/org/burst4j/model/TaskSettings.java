package org.burst4j.model;

import org.burst4j.ConfigException;
import org.burst4j.graph.Activation;

/**
 * How one task is trained. In the per-task map of {@link ModelSettings} a null part means: as in
 * the defaults.
 *
 * @param loss loss of regression tasks
 * @param activation from logits to scores of regression tasks
 * @param classWeights whether class tasks weigh classes by inverse frequency in the training split
 * @param labelSmoothing share of a class target that is spread over all classes, in [0, 1)
 * @param weight fixed weight of the task's loss, used where the weighting is {@code fixed}
 */
public record TaskSettings(
        RegressionLoss loss,
        Activation activation,
        Boolean classWeights,
        Double labelSmoothing,
        Double weight) {
    /** The paper's settings: CCC loss, sigmoid, class weights, no smoothing, weight 1. */
    public static final TaskSettings DEFAULTS =
            new TaskSettings(RegressionLoss.CCC, Activation.SIGMOID, true, 0.0, 1.0);

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a number is out of its range
     */
    public TaskSettings {
        if (labelSmoothing != null && !(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new ConfigException(
                    "labelSmoothing is " + labelSmoothing + ", expected 0 <= value < 1",
                    "Set it to 0 to switch it off; 0.1 is usual.");
        }
        if (weight != null && !(weight >= 0 && Double.isFinite(weight))) {
            throw new ConfigException(
                    "task weight is " + weight + ", expected a number >= 0", "Set it to 1.");
        }
    }

    /**
     * Fills what is missing here.
     *
     * @param base settings without a missing part
     * @return settings without a missing part
     */
    public TaskSettings over(TaskSettings base) {
        return new TaskSettings(
                loss == null ? base.loss : loss,
                activation == null ? base.activation : activation,
                classWeights == null ? base.classWeights : classWeights,
                labelSmoothing == null ? base.labelSmoothing : labelSmoothing,
                weight == null ? base.weight : weight);
    }
}
