package org.burst4j.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What stands above the embedding of a net: all that its tasks are predicted and trained with. */
interface NetTop {
    /**
     * Losses in a graph.
     *
     * @param taskLosses name of the loss of each task's prediction, by task
     * @param terms further numbers of a task's batch: variable by name without the task, by task
     */
    record LossNames(Map<String, String> taskLosses, Map<String, Map<String, String>> terms) {}

    /** New weights by name, in a fixed order; the width is D. */
    Map<String, INDArray> init(long seed, int width);

    /** Adds the predictions of all tasks, under their fixed names, and nothing for training. */
    void predict(SameDiff sd, SDVariable embedding, WeightVariables variables);

    /** Adds predictions, losses and, as the graph's only loss variable, the joined loss. */
    LossNames train(SameDiff sd, SDVariable embedding, WeightVariables variables, LossForm form);

    /** Names of the terms that {@link #train} gives for each task. */
    List<String> terms();

    /**
     * The layers that have no part in a batch that is drawn for one task alone, as prefixes of
     * their weights' names: an optimiser leaves them as they are.
     */
    Set<String> idleLayers(String task);

    /** The layers that only training has, as prefixes of their weights' names. */
    Set<String> trainingLayers();

    /** Whether the training graph has the input {@link GraphNames#PROGRESS}. */
    boolean takesProgress();
}
