package org.burst4j.model;

import org.burst4j.ConfigException;
import org.burst4j.graph.Activation;
import org.burst4j.graph.CccOptions;

/**
 * How one task is trained. In the per-task map of {@link ModelSettings} a null part means: as in
 * the defaults.
 *
 * @param loss loss of regression tasks
 * @param cccAxis what the CCC loss is taken over
 * @param cccDdof what is taken off the counts of the CCC loss
 * @param cccEpsilon added to the denominator of the CCC loss, 0 or more
 * @param activation from logits to scores of regression tasks
 * @param classWeights whether class tasks weigh classes by inverse frequency in the training split;
 *     otherwise each class weighs alike
 * @param classWeightScale what the class weights are scaled to
 * @param crossEntropyInput what the loss of class tasks takes
 * @param labelSmoothing share of a class target that is spread over all classes, in [0, 1)
 * @param plainValidation whether the validation loss of class tasks has equal weights and no
 *     smoothing, whatever the training has
 * @param weight fixed weight of the task's loss, used where the weighting is {@code fixed}
 */
public record TaskSettings(
        RegressionLoss loss,
        CccAxis cccAxis,
        CccDdof cccDdof,
        Double cccEpsilon,
        Activation activation,
        Boolean classWeights,
        ClassWeightScale classWeightScale,
        CrossEntropyInput crossEntropyInput,
        Double labelSmoothing,
        Boolean plainValidation,
        Double weight) {
    /**
     * The paper's settings: CCC loss over the batch, sigmoid, class weights, cross-entropy on
     * logits, no smoothing, weight 1.
     */
    public static final TaskSettings DEFAULTS =
            new TaskSettings(
                    RegressionLoss.CCC,
                    CccAxis.BATCH,
                    CccDdof.POPULATION,
                    1e-8,
                    Activation.SIGMOID,
                    true,
                    ClassWeightScale.SUM,
                    CrossEntropyInput.LOGITS,
                    0.0,
                    false,
                    1.0);

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a number is out of its range
     */
    public TaskSettings {
        if (cccEpsilon != null && !(cccEpsilon >= 0 && cccEpsilon <= 1)) {
            throw new ConfigException(
                    "cccEpsilon is " + cccEpsilon + ", expected 0 to 1", "Set it to 1e-8.");
        }
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
     * Settings that leave the fine print to the defaults.
     *
     * @param loss loss of regression tasks
     * @param activation from logits to scores of regression tasks
     * @param classWeights whether class tasks weigh classes by inverse frequency
     * @param labelSmoothing share of a class target that is spread over all classes
     * @param weight fixed weight of the task's loss
     */
    public TaskSettings(
            RegressionLoss loss,
            Activation activation,
            Boolean classWeights,
            Double labelSmoothing,
            Double weight) {
        this(
                loss,
                null,
                null,
                null,
                activation,
                classWeights,
                null,
                null,
                labelSmoothing,
                null,
                weight);
    }

    /**
     * Fills what is missing here.
     *
     * @param base settings without a missing part
     * @return settings without a missing part
     */
    public TaskSettings over(TaskSettings base) {
        return new TaskSettings(
                first(loss, base.loss),
                first(cccAxis, base.cccAxis),
                first(cccDdof, base.cccDdof),
                first(cccEpsilon, base.cccEpsilon),
                first(activation, base.activation),
                first(classWeights, base.classWeights),
                first(classWeightScale, base.classWeightScale),
                first(crossEntropyInput, base.crossEntropyInput),
                first(labelSmoothing, base.labelSmoothing),
                first(plainValidation, base.plainValidation),
                first(weight, base.weight));
    }

    /** The fine print of the CCC loss; nothing may be missing. */
    CccOptions cccOptions() {
        return new CccOptions(cccEpsilon, cccDdof.variance(), cccDdof.covariance());
    }

    private static <T> T first(T own, T base) {
        return own == null ? base : own;
    }
}
