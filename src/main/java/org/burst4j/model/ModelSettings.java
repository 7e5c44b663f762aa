package org.burst4j.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;

/**
 * The net above the encoder.
 *
 * @param headUnits width of each head's hidden layer (256 in the paper)
 * @param pooling which frames are averaged into the embedding
 * @param layers which of the encoder's layers are pooled
 * @param weighting how the tasks' losses are joined
 * @param intermediateTasks tasks whose scores are also inputs of the heads of all other tasks
 * @param intermediateGradient whether the other tasks' losses change the intermediate heads
 * @param taskDefaults settings of every task
 * @param perTask exceptions from the defaults by task name
 */
public record ModelSettings(
        int headUnits,
        PoolingRule pooling,
        LayerRule layers,
        WeightingRule weighting,
        List<String> intermediateTasks,
        boolean intermediateGradient,
        TaskSettings taskDefaults,
        Map<String, TaskSettings> perTask) {
    /** The A-VB 2022 paper's net. */
    public static final ModelSettings DEFAULTS =
            new ModelSettings(
                    256,
                    PoolingRule.VALID,
                    LayerRule.LAST,
                    WeightingRule.UNCERTAINTY,
                    List.of(),
                    true,
                    TaskSettings.DEFAULTS,
                    Map.of());

    /**
     * Checks the parts and copies the map.
     *
     * @throws ConfigException if a number is out of its range
     */
    public ModelSettings {
        if (headUnits < 1 || headUnits > 65_536) {
            throw new ConfigException(
                    "model.headUnits is " + headUnits + ", expected 1 to 65536",
                    "The paper uses 256.");
        }
        if (pooling == null || layers == null || weighting == null) {
            throw new ConfigException(
                    "model.pooling, model.layers and model.weighting must be set",
                    "Use pooling 'valid' or 'all', layers 'last' or 'weighted', weighting 'uncertainty' or 'fixed'.");
        }
        intermediateTasks = intermediateTasks == null ? List.of() : List.copyOf(intermediateTasks);
        if (Set.copyOf(intermediateTasks).size() < intermediateTasks.size()) {
            throw new ConfigException(
                    "model.intermediateTasks names a task twice: " + intermediateTasks,
                    "Name each task once.");
        }
        taskDefaults =
                taskDefaults == null
                        ? TaskSettings.DEFAULTS
                        : taskDefaults.over(TaskSettings.DEFAULTS);
        perTask =
                perTask == null
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(perTask));
    }

    /**
     * A net that pools the encoder's last layer and whose heads stand side by side.
     *
     * @param headUnits width of each head's hidden layer
     * @param pooling which frames are averaged into the embedding
     * @param weighting how the tasks' losses are joined
     * @param taskDefaults settings of every task
     * @param perTask exceptions from the defaults by task name
     */
    public ModelSettings(
            int headUnits,
            PoolingRule pooling,
            WeightingRule weighting,
            TaskSettings taskDefaults,
            Map<String, TaskSettings> perTask) {
        this(headUnits, pooling, LayerRule.LAST, weighting, List.of(), true, taskDefaults, perTask);
    }

    /**
     * The complete settings of one task.
     *
     * @param taskName name of the task
     * @return settings without a missing part
     */
    public TaskSettings of(String taskName) {
        TaskSettings own = perTask.get(taskName);
        return own == null ? taskDefaults : own.over(taskDefaults);
    }
}
