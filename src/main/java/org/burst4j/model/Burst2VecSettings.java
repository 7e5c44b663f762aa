package org.burst4j.model;

import org.burst4j.ConfigException;

/**
 * The net of Anuchitanukul and Specia (ExVo 2022): projected embedding, one extractor of shared and
 * for each task one of specific features, their combination, heads that see all three, a task
 * discriminator on the shared features, and each task's specific features at the other tasks'
 * heads.
 *
 * @param projectionUnits P, width of the projected embedding and of all features
 * @param extractorDropout dropout behind each extractor, in training only, from 0 to below 1
 * @param sharedCombination whether one layer combines shared and specific features for all tasks,
 *     and not one a task
 * @param discriminatorUnits width of the discriminator's hidden layer; 0: it has none
 * @param discriminatorWeight alpha1, weight of the discriminator's loss; 0: there is none
 * @param adversarialWeight alpha2, weight of the task-specific adversarial losses; 0: there are
 *     none
 * @param reversalRule how lambda moves over the training
 * @param reversalStrength lambda, by which reversed gradients are multiplied; with a ramp, its end
 * @param reversalReach how far down they flow
 */
public record Burst2VecSettings(
        int projectionUnits,
        double extractorDropout,
        boolean sharedCombination,
        int discriminatorUnits,
        double discriminatorWeight,
        double adversarialWeight,
        ReversalRule reversalRule,
        double reversalStrength,
        ReversalReach reversalReach) {
    /** The paper's weights; widths and dropout, of which it says nothing, as related work has. */
    public static final Burst2VecSettings DEFAULTS =
            new Burst2VecSettings(
                    256, 0.1, false, 256, 0.5, 0.25, ReversalRule.CONSTANT, 1, ReversalReach.ALL);

    private static final int MOST_UNITS = 65_536;

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a number is out of its range
     */
    public Burst2VecSettings {
        require(
                projectionUnits >= 1 && projectionUnits <= MOST_UNITS,
                "projectionUnits",
                projectionUnits,
                "1 to " + MOST_UNITS);
        require(
                extractorDropout >= 0 && extractorDropout < 1,
                "extractorDropout",
                extractorDropout,
                "0 to below 1");
        require(
                discriminatorUnits >= 0 && discriminatorUnits <= MOST_UNITS,
                "discriminatorUnits",
                discriminatorUnits,
                "0 to " + MOST_UNITS);
        requireWeight("discriminatorWeight", discriminatorWeight);
        requireWeight("adversarialWeight", adversarialWeight);
        requireWeight("reversalStrength", reversalStrength);
        if (reversalRule == null || reversalReach == null) {
            throw new ConfigException(
                    "model.burst2vec.reversalRule and reversalReach must be set",
                    "Use reversalRule 'constant' or 'ramp', reversalReach 'all' or 'extractors'.");
        }
    }

    private static void requireWeight(String key, double value) {
        require(value >= 0 && value <= 1000, key, value, "0 to 1000");
    }

    private static void require(boolean holds, String key, Number value, String range) {
        if (!holds) {
            throw new ConfigException(
                    "model.burst2vec." + key + " is " + value + ", expected " + range,
                    "Change it in the configuration file or with --set model.burst2vec."
                            + key
                            + "=...");
        }
    }

    /** Whether gradients are reversed anywhere. */
    boolean adversarial() {
        return discriminatorWeight > 0 || adversarialWeight > 0;
    }
}
