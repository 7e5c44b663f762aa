package org.burst4j.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.model.GraphNames;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.TrainingGraph;
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
     * The inputs of a training graph but for audio or embeddings.
     *
     * @param step the batch and where it stands
     * @param tasks the net's tasks
     * @param sampleWeights class task by which clips are weighed, or null
     * @param graph the graph
     * @return new arrays by input name; the caller closes them
     */
    static Map<String, INDArray> training(
            StepInput step, List<TaskSpec> tasks, String sampleWeights, TrainingGraph graph) {
        Map<String, INDArray> feeds = labels(step.batch(), tasks, sampleWeights);
        if (graph.takesProgress()) {
            feeds.put(GraphNames.PROGRESS, Nd4j.scalar((float) step.progress()));
        }
        return feeds;
    }

    /** The inputs of an encoder; the caller closes them. */
    static Map<String, INDArray> audio(Batch batch) {
        int clips = batch.size();
        int rows = rows(batch);
        int samples = batch.paddedSamples();
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(
                GraphNames.INPUT_VALUES,
                array(filled(batch.inputValues(), rows, clips), rows, samples)); // [B,S]
        feeds.put(
                GraphNames.ATTENTION_MASK,
                array(filled(batch.attentionMask(), rows, clips), rows, samples)); // [B,S]
        return feeds;
    }

    /**
     * Labels and masks of all tasks, those that the batch is not drawn for masked; the caller
     * closes them.
     */
    static Map<String, INDArray> labels(Batch batch, List<TaskSpec> tasks, String sampleWeights) {
        float[] weights =
                sampleWeights == null
                        ? SampleWeights.equal(batch.size())
                        : SampleWeights.inverse(batch.targets().get(sampleWeights));
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            boolean wanted = batch.task() == null || batch.task().equals(task.name());
            float[] labels = wanted ? batch.targets().get(task.name()) : null;
            if (task.isClasses()) {
                classes(feeds, task, labels, weights, rows(batch));
            } else {
                regression(feeds, task, labels, weights, rows(batch));
            }
        }
        return feeds;
    }

    /**
     * The rows of a batch in a graph.
     *
     * @param batch the batch
     * @return its clips, but at least 2
     */
    static int rows(Batch batch) {
        return Math.max(LEAST_ROWS, batch.size());
    }

    /** An array of one row a clip, the first one again where one is wanted more than there are. */
    static INDArray rowsOf(float[] values, Batch batch) {
        int columns = values.length / batch.size();
        return array(filled(values, rows(batch), batch.size()), rows(batch), columns);
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
            Map<String, INDArray> feeds, TaskSpec task, float[] labels, float[] weights, int rows) {
        int classes = task.task().size();
        float[] oneHot = new float[rows * classes];
        float[] mask = new float[rows];
        for (int row = 0; labels != null && row < weights.length; row++) {
            if (!Float.isNaN(labels[row])) {
                oneHot[row * classes + (int) labels[row]] = 1;
                mask[row] = weights[row];
            }
        }
        feeds.put(GraphNames.target(task.name()), array(oneHot, rows, classes)); // [B,K]
        feeds.put(GraphNames.mask(task.name()), Nd4j.createFromArray(mask)); // [B]
    }

    private static void regression(
            Map<String, INDArray> feeds, TaskSpec task, float[] labels, float[] weights, int rows) {
        int outputs = task.task().size();
        float[] targets = new float[rows * outputs];
        float[] mask = new float[rows * outputs];
        double span = task.high() - task.low();
        for (int i = 0; labels != null && i < weights.length * outputs; i++) {
            if (!Float.isNaN(labels[i])) {
                targets[i] = (float) ((labels[i] - task.low()) / span);
                mask[i] = weights[i / outputs];
            }
        }
        feeds.put(GraphNames.target(task.name()), array(targets, rows, outputs)); // [B,K]
        feeds.put(GraphNames.mask(task.name()), array(mask, rows, outputs)); // [B,K]
    }

    /** The shape of each array. */
    static Map<String, long[]> shapes(Map<String, INDArray> feeds) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        feeds.forEach((name, array) -> shapes.put(name, array.shape()));
        return shapes;
    }

    /** Rows of one width. */
    static INDArray array(float[] values, int columns) {
        return array(values, values.length / columns, columns);
    }

    private static INDArray array(float[] values, int rows, int columns) {
        return Nd4j.createFromArray(values).reshape('c', rows, columns);
    }
}
