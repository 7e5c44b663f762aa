package org.burst4j.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.burst4j.onnx.MaskUse;

/**
 * The net above the encoder.
 *
 * @param net what stands above the embedding
 * @param headUnits width of each head's hidden layer (256 in the paper)
 * @param maskUse whether the encoder masks padding: zeroes padded frames and takes their keys away
 * @param pooling which frames are averaged into the embedding
 * @param layers which of the encoder's layers are pooled
 * @param weighting how the tasks' losses are joined
 * @param intermediateTasks tasks whose scores are also inputs of the heads of all other tasks
 * @param intermediateGradient whether the other tasks' losses change the intermediate heads
 * @param burst2vec the parts of a net of that kind; without effect on others
 * @param taskDefaults settings of every task
 * @param perTask exceptions from the defaults by task name
 */
public record ModelSettings(
        NetKind net,
        int headUnits,
        MaskUse maskUse,
        PoolingRule pooling,
        LayerRule layers,
        WeightingRule weighting,
        List<String> intermediateTasks,
        boolean intermediateGradient,
        Burst2VecSettings burst2vec,
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
        // Configurations of before there was a choice.
        net = net == null ? NetKind.HEADS : net;
        maskUse = maskUse == null ? MaskUse.AS_EXPORTED : maskUse;
        burst2vec = burst2vec == null ? Burst2VecSettings.DEFAULTS : burst2vec;
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
     * A net of heads side by side, its encoder masked as it was exported.
     *
     * @param headUnits width of each head's hidden layer
     * @param pooling which frames are averaged into the embedding
     * @param layers which of the encoder's layers are pooled
     * @param weighting how the tasks' losses are joined
     * @param intermediateTasks tasks whose scores are also inputs of the heads of all other tasks
     * @param intermediateGradient whether the other tasks' losses change the intermediate heads
     * @param taskDefaults settings of every task
     * @param perTask exceptions from the defaults by task name
     */
    public ModelSettings(
            int headUnits,
            PoolingRule pooling,
            LayerRule layers,
            WeightingRule weighting,
            List<String> intermediateTasks,
            boolean intermediateGradient,
            TaskSettings taskDefaults,
            Map<String, TaskSettings> perTask) {
        this(
                NetKind.HEADS,
                headUnits,
                MaskUse.AS_EXPORTED,
                pooling,
                layers,
                weighting,
                intermediateTasks,
                intermediateGradient,
                Burst2VecSettings.DEFAULTS,
                taskDefaults,
                perTask);
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
