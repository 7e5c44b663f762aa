package org.burst4j.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
    private final LossForm form;
    private final Map<String, INDArray> weights;
    private final List<String> trainable;
    private final List<TaskSpec> tasks = new ArrayList<>();
    private final List<TaskLoss> losses = new ArrayList<>();

    /** Names of the log sigmas are added to trainable in {@link #finish}. */
    JoinedLoss(
            SameDiff sd,
            WeightingRule rule,
            LossForm form,
            Map<String, INDArray> weights,
            List<String> trainable) {
        this.sd = sd;
        this.rule = rule;
        this.form = form;
        this.weights = weights;
        this.trainable = trainable;
    }

    /** Adds the loss of one task over what its head puts out and returns the loss's name. */
    String add(TaskSpec task, TaskHeads.Output output) {
        String name = GraphNames.loss(task.name());
        int outputs = task.task().size();
        SDVariable target =
                sd.placeHolder(GraphNames.target(task.name()), DataType.FLOAT, -1, outputs);
        tasks.add(task);
        losses.add(
                task.isClasses()
                        ? classes(task, output, target, name)
                        : regression(task, output.unit(), target, name));
        return name;
    }

    private TaskLoss classes(
            TaskSpec task, TaskHeads.Output output, SDVariable target, String name) {
        SDVariable mask = sd.placeHolder(GraphNames.mask(task.name()), DataType.FLOAT, -1); // [B]
        int classes = task.task().size();
        boolean plain = form == LossForm.VALIDATION && task.settings().plainValidation();
        CrossEntropy loss =
                plain
                        ? new CrossEntropy(Collections.nCopies(classes, 1.0 / classes), 0, false)
                        : new CrossEntropy(
                                task.classWeights(), task.settings().labelSmoothing(), false);
        SDVariable input =
                task.settings().crossEntropyInput() == CrossEntropyInput.LOGITS
                        ? output.logits()
                        : output.unit(); // [B,K]
        return loss.apply(sd, input, target, mask, name);
    }

    private TaskLoss regression(TaskSpec task, SDVariable unit, SDVariable target, String name) {
        TaskSettings settings = task.settings();
        SDVariable mask =
                sd.placeHolder(
                        GraphNames.mask(task.name()), DataType.FLOAT, -1, task.task().size());
        return switch (settings.loss()) {
            case MSE -> Losses.mse(unit, target, mask, name);
            case MAE -> Losses.mae(sd, unit, target, mask, name);
            case CCC ->
                    switch (settings.cccAxis()) {
                        case BATCH ->
                                Losses.ccc(sd, unit, target, mask, settings.cccOptions(), name);
                        case CLIP ->
                                Losses.cccPerClip(
                                        sd,
                                        unit,
                                        target,
                                        mask.min(1), // [B], 0 where a label is missing
                                        settings.cccOptions(),
                                        name);
                    };
        };
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
