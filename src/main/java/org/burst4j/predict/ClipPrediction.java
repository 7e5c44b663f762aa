package org.burst4j.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ModelException;

/**
 * What a model says of one clip.
 *
 * @param name file name or what the caller called the clip
 * @param seconds length of the clip as the model heard it
 * @param tasks predictions by task name, in the model's order
 * @param embedding mean of the encoder's frames, D numbers
 */
@SuppressWarnings("ArrayRecordComponent") // Copied on the way in and out.
public record ClipPrediction(
        String name, double seconds, Map<String, TaskPrediction> tasks, float[] embedding) {

    /** Copies map and array. */
    public ClipPrediction {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        embedding = embedding.clone();
    }

    @Override
    public float[] embedding() {
        return embedding.clone();
    }

    /**
     * The prediction of one task.
     *
     * @param name name of the task, e.g. {@code high}
     * @return the prediction
     * @throws ModelException if the model has no such task
     */
    public TaskPrediction task(String name) {
        TaskPrediction prediction = tasks.get(name);
        if (prediction == null) {
            throw new ModelException(
                    "the model has no task '" + name + "'", "Its tasks: " + tasks.keySet() + ".");
        }
        return prediction;
    }
}
