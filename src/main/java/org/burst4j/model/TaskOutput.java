package org.burst4j.model;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What a head puts out.
 *
 * @param logits [B,K]
 * @param unit what a regression loss compares with labels scaled to [0,1], or the class
 *     probabilities [B,K]
 */
record TaskOutput(SDVariable logits, SDVariable unit) {
    /**
     * The task's prediction, under the names of {@link GraphNames#logits} and {@link
     * GraphNames#score}: regression in label units.
     */
    static TaskOutput prediction(SameDiff sd, TaskSpec task, SDVariable headOutput) {
        SDVariable logits = headOutput.rename(GraphNames.logits(task.name())); // [B,K]
        String score = GraphNames.score(task.name());
        if (task.isClasses()) {
            return new TaskOutput(logits, sd.nn().softmax(score, logits, 1)); // [B,K]
        }
        SDVariable unit = unit(sd, task, logits, task.name() + "/unit");
        unit.mul(task.high() - task.low()).add(score, task.low()); // [B,K]
        return new TaskOutput(logits, unit);
    }

    /** What a head makes of other features than those that the prediction is made from. */
    static TaskOutput of(SameDiff sd, TaskSpec task, SDVariable logits, String name) {
        return new TaskOutput(
                logits,
                task.isClasses()
                        ? sd.nn().softmax(name + "/unit", logits, 1)
                        : unit(sd, task, logits, name + "/unit"));
    }

    private static SDVariable unit(SameDiff sd, TaskSpec task, SDVariable logits, String name) {
        return task.settings().activation().apply(sd, logits, name); // [B,K]
    }
}
