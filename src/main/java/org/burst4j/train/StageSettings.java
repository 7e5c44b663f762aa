package org.burst4j.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.model.WeightGroups;

/**
 * One stage of training.
 *
 * @param epochs most epochs of the stage; 0 skips it
 * @param learningRate highest learning rate
 * @param schedule how the rate moves
 * @param warmupEpochs length of the linear warm-up, in epochs (fractions allowed)
 * @param patience the stage ends after this many epochs in a row without a better monitor value; 0:
 *     never
 * @param patienceRule whether it ends at that many, or when there are more
 * @param freezeEncoder whether the encoder's weights stay as they are
 * @param freeze groups of the encoder that stay as they are, see {@link WeightGroups}
 * @param learningRateFactors what the learning rate of a group is multiplied by; later ones win
 * @param layerDecay factor from one transformer layer to the one below it, above 0 to 1; 1: none
 */
public record StageSettings(
        int epochs,
        double learningRate,
        ScheduleRule schedule,
        double warmupEpochs,
        int patience,
        PatienceRule patienceRule,
        boolean freezeEncoder,
        List<String> freeze,
        Map<String, Double> learningRateFactors,
        double layerDecay) {
    /** Stage 1 of the A-VB 2022 paper: only the heads, AdamW at its defaults. */
    public static final StageSettings HEADS =
            new StageSettings(30, 1e-3, ScheduleRule.CONSTANT, 0, 2, true);

    /** Stage 2 of the A-VB 2022 paper: everything, 4e-5 with warm-up and cosine. */
    public static final StageSettings ALL =
            new StageSettings(30, 4e-5, ScheduleRule.COSINE, 1, 2, false);

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a number is out of its range
     */
    public StageSettings {
        require(epochs >= 0 && epochs <= 100_000, "epochs", epochs, "0 to 100000");
        require(
                learningRate > 0 && learningRate <= 10,
                "learningRate",
                learningRate,
                "more than 0, at most 10");
        require(warmupEpochs >= 0, "warmupEpochs", warmupEpochs, "0 or more");
        require(patience >= 0, "patience", patience, "0 or more");
        patienceRule = patienceRule == null ? PatienceRule.AT : patienceRule;
        require(
                layerDecay > 0 && layerDecay <= 1,
                "layerDecay",
                layerDecay,
                "more than 0, at most 1");
        freeze = freeze == null ? List.of() : List.copyOf(freeze);
        learningRateFactors =
                learningRateFactors == null
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(learningRateFactors));
        learningRateFactors.forEach(
                (group, factor) ->
                        require(
                                factor != null && factor > 0 && factor <= 1000,
                                "learningRateFactors." + group,
                                factor,
                                "more than 0, at most 1000; stageN.freeze takes a rate to 0"));
        if (schedule == null) {
            throw new ConfigException(
                    "train.stageN.schedule is not set", "Use 'constant' or 'cosine'.");
        }
    }

    /**
     * A stage whose weights all learn at one rate.
     *
     * @param epochs most epochs of the stage; 0 skips it
     * @param learningRate highest learning rate
     * @param schedule how the rate moves
     * @param warmupEpochs length of the linear warm-up, in epochs
     * @param patience epochs in a row without a better monitor value; 0: never
     * @param freezeEncoder whether the encoder's weights stay as they are
     */
    public StageSettings(
            int epochs,
            double learningRate,
            ScheduleRule schedule,
            double warmupEpochs,
            int patience,
            boolean freezeEncoder) {
        this(
                epochs,
                learningRate,
                schedule,
                warmupEpochs,
                patience,
                PatienceRule.AT,
                freezeEncoder,
                List.of(),
                Map.of(),
                1);
    }

    /**
     * Whether a stage ends.
     *
     * @param badEpochs epochs in a row without a better monitor value
     * @return false while there is patience left, and always without patience
     */
    public boolean outOfPatience(int badEpochs) {
        int most = patienceRule == PatienceRule.AT ? patience - 1 : patience;
        return patience > 0 && badEpochs > most;
    }

    /**
     * What stays as it is, in the words of {@link WeightGroups}.
     *
     * @return the groups, {@link WeightGroups#ENCODER} for all
     */
    public List<String> frozenGroups() {
        List<String> groups = new ArrayList<>(freeze);
        if (freezeEncoder) {
            groups.add(WeightGroups.ENCODER);
        }
        return groups;
    }

    private static void require(boolean holds, String key, Number value, String range) {
        if (!holds) {
            throw new ConfigException(
                    "train.stageN." + key + " is " + value + ", expected " + range,
                    "Change it in the configuration file or with --set.");
        }
    }
}
