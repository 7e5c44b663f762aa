package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Rates how well a classifier tells for which task a batch was drawn. */
public final class TaskDiscriminator {
    private TaskDiscriminator() {}

    /**
     * What became of a batch.
     *
     * @param loss mean cross-entropy over the rows, from 0 up; ln T for a guess
     * @param accuracy share of the task's rows whose task was told, whatever their weights; a
     *     scalar without gradient; 0 when the batch holds nothing of the task
     */
    public record Outcome(TaskLoss loss, SDVariable accuracy) {}

    /**
     * Adds the loss {@code -mean_n log softmax(x_n)_j} of a batch of task j.
     *
     * <p>Source: Anuchitanukul and Specia 2022, equation 6.
     *
     * @param sd the graph
     * @param logits [B,T], one column a task, at least two
     * @param task j, from 0
     * @param tasks T
     * @param rowMask 1, or the clip's weight, for a row that was drawn for task j, else 0 [B]
     * @param name name of the loss
     * @return loss and accuracy
     */
    public static Outcome apply(
            SameDiff sd, SDVariable logits, int task, int tasks, SDVariable rowMask, String name) {
        float[] row = new float[tasks];
        row[task] = 1;
        SDVariable oneHot = sd.constant(Nd4j.createFromArray(row).reshape(1, tasks)); // [1,T]
        SDVariable target = sd.onesLike(logits).mul(oneHot.castTo(logits.dataType())); // [B,T]
        TaskLoss loss = CrossEntropy.plain(tasks).apply(sd, logits, target, rowMask, name);
        SDVariable told = sd.argmax(logits, 1).eq((double) task).castTo(rowMask.dataType()); // [B]
        SDVariable rows = rowMask.gt(0.0).castTo(rowMask.dataType()); // [B]
        return new Outcome(loss, Losses.meanOverValid(rows, told, name + "/accuracy").value());
    }
}
