package org.burst4j.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.model.GraphNames;
import org.burst4j.model.TaskSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns a batch into the arrays that a training graph takes.
 *
 * <p>A batch of one clip gets a second row: the same audio with no labels, so that it changes no
 * loss and no gradient. ND4J 1.0.0-M2.1 fails on reductions and products of single rows.
 */
final class BatchFeeds {
    private static final int LEAST_ROWS = 2;

    private BatchFeeds() {}

    /**
     * All inputs of a training graph.
     *
     * @param batch the batch
     * @param tasks the net's tasks
     * @return new arrays by input name; the caller closes them
     */
    static Map<String, INDArray> of(Batch batch, List<TaskSpec> tasks) {
        int clips = batch.clips().size();
        int rows = Math.max(LEAST_ROWS, clips);
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(
                GraphNames.INPUT_VALUES,
                array(
                        filled(batch.inputValues(), rows, clips),
                        rows,
                        batch.paddedSamples())); // [B,S]
        feeds.put(
                GraphNames.ATTENTION_MASK,
                array(
                        filled(batch.attentionMask(), rows, clips),
                        rows,
                        batch.paddedSamples())); // [B,S]
        for (TaskSpec task : tasks) {
            float[] labels = batch.targets().get(task.name());
            if (task.isClasses()) {
                classes(feeds, task, labels, rows, clips);
            } else {
                regression(feeds, task, labels, rows, clips);
            }
        }
        return feeds;
    }

    /** The rows, the first one again where one is wanted more than there are. */
    private static float[] filled(float[] values, int rows, int clips) {
        if (rows == clips) {
            return values;
        }
        float[] twice = Arrays.copyOf(values, 2 * values.length);
        System.arraycopy(values, 0, twice, values.length, values.length);
        return twice;
    }

    private static void classes(
            Map<String, INDArray> feeds, TaskSpec task, float[] labels, int rows, int clips) {
        int classes = task.task().size();
        float[] oneHot = new float[rows * classes];
        float[] mask = new float[rows];
        for (int row = 0; row < clips; row++) {
            if (labels != null && !Float.isNaN(labels[row])) {
                oneHot[row * classes + (int) labels[row]] = 1;
                mask[row] = 1;
            }
        }
        feeds.put(GraphNames.target(task.name()), array(oneHot, rows, classes)); // [B,K]
        feeds.put(GraphNames.mask(task.name()), Nd4j.createFromArray(mask)); // [B]
    }

    private static void regression(
            Map<String, INDArray> feeds, TaskSpec task, float[] labels, int rows, int clips) {
        int outputs = task.task().size();
        float[] targets = new float[rows * outputs];
        float[] mask = new float[rows * outputs];
        double span = task.high() - task.low();
        for (int i = 0; labels != null && i < clips * outputs; i++) {
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
