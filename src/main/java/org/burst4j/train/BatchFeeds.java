package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.model.GraphNames;
import org.burst4j.model.TaskSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Turns a batch into the arrays that a training graph takes. */
final class BatchFeeds {
    private BatchFeeds() {}

    /**
     * All inputs of a training graph.
     *
     * @param batch the batch
     * @param tasks the net's tasks
     * @return new arrays by input name; the caller closes them
     */
    static Map<String, INDArray> of(Batch batch, List<TaskSpec> tasks) {
        int rows = batch.clips().size();
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(
                GraphNames.INPUT_VALUES,
                array(batch.inputValues(), rows, batch.paddedSamples())); // [B,S]
        feeds.put(
                GraphNames.ATTENTION_MASK,
                array(batch.attentionMask(), rows, batch.paddedSamples())); // [B,S]
        for (TaskSpec task : tasks) {
            float[] labels = batch.targets().get(task.name());
            if (task.isClasses()) {
                classes(feeds, task, labels, rows);
            } else {
                regression(feeds, task, labels, rows);
            }
        }
        return feeds;
    }

    private static void classes(
            Map<String, INDArray> feeds, TaskSpec task, float[] labels, int rows) {
        int classes = task.task().size();
        float[] oneHot = new float[rows * classes];
        float[] mask = new float[rows];
        for (int row = 0; row < rows; row++) {
            if (labels != null && !Float.isNaN(labels[row])) {
                oneHot[row * classes + (int) labels[row]] = 1;
                mask[row] = 1;
            }
        }
        feeds.put(GraphNames.target(task.name()), array(oneHot, rows, classes)); // [B,K]
        feeds.put(GraphNames.mask(task.name()), Nd4j.createFromArray(mask)); // [B]
    }

    private static void regression(
            Map<String, INDArray> feeds, TaskSpec task, float[] labels, int rows) {
        int outputs = task.task().size();
        float[] targets = new float[rows * outputs];
        float[] mask = new float[rows * outputs];
        double span = task.high() - task.low();
        for (int i = 0; labels != null && i < targets.length; i++) {
            if (!Float.isNaN(labels[i])) {
                targets[i] = (float) ((labels[i] - task.low()) / span);
                mask[i] = 1;
            }
        }
        feeds.put(GraphNames.target(task.name()), array(targets, rows, outputs)); // [B,K]
        feeds.put(GraphNames.mask(task.name()), array(mask, rows, outputs)); // [B,K]
    }

    private static INDArray array(float[] values, int rows, int columns) {
        return Nd4j.createFromArray(values).reshape('c', rows, columns);
    }
}
