package org.burst4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.CccOptions;
import org.burst4j.graph.CrossEntropy;
import org.burst4j.graph.Losses;
import org.burst4j.graph.TaskLoss;
import org.burst4j.graph.Weighting;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds each task's loss to a training graph, and then their joined loss. */
final class JoinedLoss {
    private final SameDiff sd;
    private final WeightingRule rule;
    private final Map<String, INDArray> weights;
    private final List<String> trainable;
    private final List<TaskSpec> tasks = new ArrayList<>();
    private final List<TaskLoss> losses = new ArrayList<>();

    /** Names of the log sigmas are added to trainable in {@link #finish}. */
    JoinedLoss(
            SameDiff sd,
            WeightingRule rule,
            Map<String, INDArray> weights,
            List<String> trainable) {
        this.sd = sd;
        this.rule = rule;
        this.weights = weights;
        this.trainable = trainable;
    }

    /** Adds the loss of one task over its logits [B,K] and returns the loss's name. */
    String add(TaskSpec task, SDVariable logits) {
        String name = GraphNames.loss(task.name());
        int outputs = task.task().size();
        SDVariable target =
                sd.placeHolder(GraphNames.target(task.name()), DataType.FLOAT, -1, outputs);
        TaskLoss loss;
        if (task.isClasses()) {
            SDVariable mask = sd.placeHolder(GraphNames.mask(task.name()), DataType.FLOAT, -1);
            loss =
                    new CrossEntropy(task.classWeights(), task.settings().labelSmoothing(), false)
                            .apply(sd, logits, target, mask, name);
        } else {
            SDVariable mask =
                    sd.placeHolder(GraphNames.mask(task.name()), DataType.FLOAT, -1, outputs);
            SDVariable unit = sd.getVariable(task.name() + "/unit"); // [B,K]
            loss =
                    switch (task.settings().loss()) {
                        case CCC -> Losses.ccc(sd, unit, target, mask, CccOptions.POPULATION, name);
                        case MSE -> Losses.mse(unit, target, mask, name);
                        case MAE -> Losses.mae(sd, unit, target, mask, name);
                    };
        }
        tasks.add(task);
        losses.add(loss);
        return name;
    }

    /** Adds the joined loss and marks it as the graph's only one. */
    void finish() {
        if (rule == WeightingRule.UNCERTAINTY) {
            List<SDVariable> logSigmas = new ArrayList<>();
            for (TaskSpec task : tasks) {
                String name = GraphNames.logSigma(task.name());
                trainable.add(name);
                logSigmas.add(sd.var(name, MultitaskNet.require(weights, name)));
            }
            Weighting.uncertainty(sd, losses, logSigmas, GraphNames.LOSS);
        } else {
            List<Double> fixed = tasks.stream().map(task -> task.settings().weight()).toList();
            Weighting.fixed(sd, losses, fixed, GraphNames.LOSS);
        }
        sd.setLossVariables(GraphNames.LOSS);
    }
}
