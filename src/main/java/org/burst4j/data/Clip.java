package org.burst4j.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.burst4j.DataException;

/**
 * One recording and its labels.
 *
 * <p>Compare clips by {@link #id()}: {@code equals} of two clips with labels is false, since the
 * labels are arrays.
 *
 * @param id its name within the table, unique there
 * @param file the audio file
 * @param split its part of the data set, or null if the table has none
 * @param speaker who is heard, or null if not known
 * @param targets labels by task name: one float a label for regression, NaN where missing; one
 *     class index for classes; a task without any label in this clip is absent
 */
public record Clip(
        String id, Path file, Split split, String speaker, Map<String, float[]> targets) {

    /**
     * Checks the parts and copies the labels.
     *
     * @throws DataException if the id or the file is missing
     */
    public Clip {
        if (id == null || id.isBlank()) {
            throw new DataException("a clip of file " + file + " has no id", "Give it one.");
        }
        if (file == null) {
            throw new DataException("clip " + id + " has no file", "Name its audio file.");
        }
        targets = copy(targets);
    }

    /**
     * A copy of the labels, in the order of the tasks.
     *
     * @return the labels by task name
     */
    @Override
    public Map<String, float[]> targets() {
        return copy(targets);
    }

    /**
     * The labels of one task.
     *
     * @param taskName the task's name
     * @return a copy of the labels, or empty if the clip has none for this task
     */
    public Optional<float[]> target(String taskName) {
        return Optional.ofNullable(targets.get(taskName)).map(float[]::clone);
    }

    /**
     * The same clip in another split.
     *
     * @param other the new split, or null for none
     * @return a new clip
     */
    public Clip withSplit(Split other) {
        return new Clip(id, file, other, speaker, targets);
    }

    private static Map<String, float[]> copy(Map<String, float[]> values) {
        Map<String, float[]> copied = new LinkedHashMap<>();
        values.forEach((name, labels) -> copied.put(name, labels.clone()));
        return copied;
    }
}
