package org.burst4j.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.task.Task;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gathers the scores of batch after batch and rates them at the end. */
final class Predictions {
    private final List<Task> tasks;
    private final List<Clip> clips = new ArrayList<>();
    private final Map<String, FloatList> predictions = new LinkedHashMap<>();
    private final Map<String, FloatList> targets = new LinkedHashMap<>();

    /**
     * Starts empty.
     *
     * @param tasks tasks to gather
     */
    public Predictions(List<Task> tasks) {
        this.tasks = List.copyOf(tasks);
        for (Task task : tasks) {
            predictions.put(task.name(), new FloatList());
            targets.put(task.name(), new FloatList());
        }
    }

    /**
     * Adds a batch.
     *
     * @param batch the batch
     * @param scores by task: [B,K]; rows beyond the clips are left out
     */
    public void add(Batch batch, Map<String, INDArray> scores) {
        clips.addAll(batch.clips());
        for (Task task : tasks) {
            INDArray rows = scores.get(task.name());
            try (INDArray ordered = rows.dup('c')) {
                // A batch of one clip has a second row that is not its own: see BatchFeeds.
                predictions
                        .get(task.name())
                        .add(
                                Arrays.copyOf(
                                        ordered.data().asFloat(),
                                        batch.clips().size() * task.size()));
            }
            float[] labels = batch.targets().get(task.name());
            targets.get(task.name())
                    .add(labels != null ? labels : missing(batch.clips().size(), task));
        }
    }

    private static float[] missing(int clips, Task task) {
        float[] none = new float[clips * task.targetWidth()];
        Arrays.fill(none, Float.NaN);
        return none;
    }

    /**
     * Rates everything gathered.
     *
     * @param loss mean joined loss, or NaN
     * @param taskLosses mean loss of each task, or empty
     * @return the result
     */
    public EvaluationResult rate(double loss, Map<String, Double> taskLosses) {
        Map<String, float[]> predicted = new LinkedHashMap<>();
        Map<String, float[]> labels = new LinkedHashMap<>();
        predictions.forEach((task, list) -> predicted.put(task, list.toArray()));
        targets.forEach((task, list) -> labels.put(task, list.toArray()));
        return EvaluationResult.rate(tasks, clips, predicted, labels, loss, taskLosses);
    }

    /** A growing array of floats. */
    private static final class FloatList {
        private float[] values = new float[1024];
        private int size;

        void add(float[] more) {
            if (size + more.length > values.length) {
                values = Arrays.copyOf(values, Math.max(values.length * 2, size + more.length));
            }
            System.arraycopy(more, 0, values, size, more.length);
            size += more.length;
        }

        float[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
