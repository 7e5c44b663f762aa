package org.burst4j.challenge;

import java.util.List;
import org.burst4j.DataException;

/**
 * What is predicted for one task, clip after clip.
 *
 * @param labels names of the outputs in the order of the values, or of the classes; any order
 * @param values for numbers: [clips, labels] row by row, in the labels' unit; for classes: empty
 * @param classes for classes: the predicted one of each clip, by name; else null
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on as it is, never compared.
public record PredictedTask(List<String> labels, float[] values, List<String> classes) {
    /** Copies the lists. */
    public PredictedTask {
        labels = List.copyOf(labels);
        classes = classes == null ? null : List.copyOf(classes);
    }

    /**
     * Predicted numbers.
     *
     * @param labels names of the outputs in the order of the values
     * @param values [clips, labels] row by row
     * @return the predictions
     */
    public static PredictedTask numbers(List<String> labels, float[] values) {
        return new PredictedTask(labels, values, null);
    }

    /**
     * Predicted classes.
     *
     * @param classes the class of each clip
     * @return the predictions
     */
    public static PredictedTask classes(List<String> classes) {
        return new PredictedTask(List.of(), new float[0], classes);
    }

    /**
     * Whether classes are predicted.
     *
     * @return false for numbers
     */
    public boolean isClass() {
        return classes != null;
    }

    float value(int clip, String label) {
        return values[clip * labels.size() + labels.indexOf(label)];
    }

    void requireClips(String task, int clips) {
        int expected = isClass() ? clips : clips * labels.size();
        int found = isClass() ? classes.size() : values.length;
        if (found != expected) {
            throw new DataException(
                    "task '" + task + "' has " + found + " predictions, expected " + expected,
                    "Give one of each output for each clip.");
        }
    }
}
