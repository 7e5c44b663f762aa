package org.burst4j.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.burst4j.graph.CrossEntropy;
import org.burst4j.graph.Losses;
import org.burst4j.graph.TaskLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Adds the loss of a task over what a head puts out, as often as heads are used. */
final class TaskLosses {
    private final SameDiff sd;
    private final LossForm form;
    private final Map<String, Labels> labels = new HashMap<>();

    /**
     * The inputs with a task's labels.
     *
     * @param target [B,K]
     * @param mask [B,K] for regression, [B] for classes
     */
    private record Labels(SDVariable target, SDVariable mask) {}

    TaskLosses(SameDiff sd, LossForm form) {
        this.sd = sd;
        this.form = form;
    }

    private Labels labels(TaskSpec task) {
        return labels.computeIfAbsent(
                task.name(),
                name -> {
                    int outputs = task.task().size();
                    SDVariable target =
                            sd.placeHolder(
                                    GraphNames.target(name), DataType.FLOAT, -1, outputs); // [B,K]
                    String mask = GraphNames.mask(name);
                    return new Labels(
                            target,
                            task.isClasses()
                                    ? sd.placeHolder(mask, DataType.FLOAT, -1) // [B]
                                    : sd.placeHolder(mask, DataType.FLOAT, -1, outputs)); // [B,K]
                });
    }

    /** The loss of one task under a name. */
    TaskLoss of(TaskSpec task, TaskOutput output, String name) {
        Labels given = labels(task);
        return task.isClasses()
                ? classes(task, output, given, name)
                : regression(task, output.unit(), given, name);
    }

    /** [B], the weight of a clip that has a label of the task, else 0. */
    SDVariable rows(TaskSpec task) {
        SDVariable mask = labels(task).mask();
        return task.isClasses() ? mask : mask.max(1);
    }

    private TaskLoss classes(TaskSpec task, TaskOutput output, Labels given, String name) {
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
        return loss.apply(sd, input, given.target(), given.mask(), name);
    }

    private TaskLoss regression(TaskSpec task, SDVariable unit, Labels given, String name) {
        TaskSettings settings = task.settings();
        SDVariable target = given.target();
        SDVariable mask = given.mask();
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
}
