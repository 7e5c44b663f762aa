package org.burst4j.task;

import java.util.HashSet;
import java.util.List;
import org.burst4j.ConfigException;

/**
 * One task: what it is called, of which kind it is and what its outputs mean.
 *
 * @param name short lower-case name, used in graphs, metrics and files, e.g. {@code high}
 * @param kind regression or classes
 * @param labels names of the outputs in their order: of the numbers, or of the classes
 * @param columns for classes: accepted names of the label column, the official one first; for
 *     regression: empty, since each label is a column of its own
 * @param minimum smallest value that a label can take, for regression (e.g. 0); NaN if unbounded
 * @param maximum largest value that a label can take, for regression (e.g. 1); NaN if unbounded
 */
public record Task(
        String name,
        TaskKind kind,
        List<String> labels,
        List<String> columns,
        double minimum,
        double maximum) {

    /**
     * Checks the parts and copies the lists.
     *
     * @throws ConfigException if a part is missing or labels are doubled
     */
    public Task {
        if (name == null || !name.matches("[a-z][a-z0-9_]*")) {
            throw new ConfigException(
                    "task name '" + name + "' is not a lower-case word",
                    "Use letters a-z, digits and underscores, e.g. 'type'.");
        }
        if (kind == null) {
            throw new ConfigException(
                    "task '" + name + "' has no kind", "Set kind to 'regression' or 'classes'.");
        }
        labels = labels == null ? List.of() : List.copyOf(labels);
        columns = columns == null ? List.of() : List.copyOf(columns);
        int least = kind == TaskKind.CLASSES ? 2 : 1;
        if (labels.size() < least) {
            throw new ConfigException(
                    "task '" + name + "' has " + labels.size() + " labels, needs " + least,
                    "List the labels in the order of the outputs.");
        }
        if (new HashSet<>(labels).size() != labels.size()) {
            throw new ConfigException(
                    "task '" + name + "' names a label twice: " + labels, "Remove the double one.");
        }
        if (kind == TaskKind.CLASSES && columns.isEmpty()) {
            columns = List.of(name);
        }
    }

    /**
     * The number of outputs.
     *
     * @return the number of labels, at least 1
     */
    public int size() {
        return labels.size();
    }

    /**
     * The number of values that a clip's ground truth has.
     *
     * @return {@link #size()} for regression, 1 (the class index) for classes
     */
    public int targetWidth() {
        return kind == TaskKind.CLASSES ? 1 : labels.size();
    }
}
