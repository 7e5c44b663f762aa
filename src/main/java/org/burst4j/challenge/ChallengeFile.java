package org.burst4j.challenge;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.ConfigException;

/**
 * One file of a submission: {@code File_ID}, then its columns, one row a clip.
 *
 * @param name beginning of the file's name, e.g. {@code A-VB-High}
 * @param columns the columns behind {@code File_ID} in their order, at least one group
 */
public record ChallengeFile(String name, List<ColumnGroup> columns) {
    /** The first column's name. */
    public static final String FILE_ID = "File_ID";

    /**
     * Copies the list.
     *
     * @throws ConfigException if a part is missing
     */
    public ChallengeFile {
        columns = columns == null ? List.of() : List.copyOf(columns);
        if (name == null || columns.isEmpty()) {
            throw new ConfigException(
                    "file '" + name + "' of a challenge has no name or no columns",
                    "Give it both.");
        }
    }

    /**
     * The first row.
     *
     * @return the names of all columns, {@code File_ID} first
     */
    public List<String> header() {
        List<String> header = new ArrayList<>(List.of(FILE_ID));
        columns.forEach(group -> header.addAll(group.headers()));
        return List.copyOf(header);
    }

    /** Why these predictions cannot fill the file; empty if they can. */
    String lacks(SubmittedScores predictions) {
        for (ColumnGroup group : columns) {
            PredictedTask task = predictions.tasks().get(group.task());
            if (task == null) {
                return "the predictions have no task '" + group.task() + "'";
            }
            if (group.content() != Content.VALUE) {
                if (!task.isClass()) {
                    return "task '" + group.task() + "' predicts numbers, no class";
                }
            } else if (!task.labels().containsAll(group.headers())) {
                List<String> missing = new ArrayList<>(group.headers());
                missing.removeAll(task.labels());
                return "task '" + group.task() + "' has no output " + missing;
            }
        }
        return "";
    }
}
