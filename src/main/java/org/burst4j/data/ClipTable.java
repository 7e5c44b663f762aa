package org.burst4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.DataException;
import org.burst4j.task.Task;

/**
 * The clips of a data set with their labels.
 *
 * @param layout the layout that it was read from, never AUTO
 * @param root the folder that file names are relative to
 * @param tasks the wanted tasks of which the table has at least one label column
 * @param clips the clips in the order of the table, ids unique
 * @param hasSplits whether the clips are divided into train, val and test
 */
public record ClipTable(
        LayoutName layout, Path root, List<Task> tasks, List<Clip> clips, boolean hasSplits) {

    /**
     * Copies the lists and checks the ids.
     *
     * @throws DataException if two clips have the same id, or one lacks a split though there are
     *     splits
     */
    public ClipTable {
        tasks = List.copyOf(tasks);
        clips = List.copyOf(clips);
        Set<String> ids = new HashSet<>();
        for (Clip clip : clips) {
            if (!ids.add(clip.id())) {
                throw new DataException(
                        "two clips have the id '" + clip.id() + "'", "Remove or rename one.");
            }
            if (hasSplits && clip.split() == null) {
                throw new DataException(
                        "clip '" + clip.id() + "' has no split, others have",
                        "Put train, val or test into its split column.");
            }
        }
    }

    /**
     * The clips of one split.
     *
     * @param split the split
     * @return its clips in the order of the table, maybe none
     */
    public List<Clip> clips(Split split) {
        return clips.stream().filter(clip -> clip.split() == split).toList();
    }

    /**
     * The same table with other splits.
     *
     * @param splitById the split of every clip by its id
     * @return a new table that has splits
     * @throws DataException if a clip is missing from the map
     */
    public ClipTable withSplits(Map<String, Split> splitById) {
        List<Clip> changed = new ArrayList<>();
        clips.forEach(clip -> changed.add(clip.withSplit(splitById.get(clip.id()))));
        return new ClipTable(layout, root, tasks, changed, true);
    }

    /**
     * The same table without some clips.
     *
     * @param ids the ids of the clips to leave out
     * @return a new table, maybe empty
     */
    public ClipTable without(Set<String> ids) {
        List<Clip> kept = clips.stream().filter(clip -> !ids.contains(clip.id())).toList();
        return new ClipTable(layout, root, tasks, kept, hasSplits);
    }
}
