package org.burst4j.data;

import java.nio.file.Path;
import java.util.List;
import org.burst4j.task.Task;

/**
 * How a label table is read.
 *
 * @param layout the layout, or AUTO to detect it
 * @param wanted the tasks whose labels are looked for; if none, only files, splits and speakers are
 *     read
 * @param columns other names of columns
 * @param audioRoot the folder of the audio files, or null for the layout's own
 * @param skipBad whether bad rows are left out and reported instead of ending the read
 */
public record TableOptions(
        LayoutName layout, List<Task> wanted, ColumnMap columns, Path audioRoot, boolean skipBad) {
    /** Copies the list; a null column map means none. */
    public TableOptions {
        layout = layout == null ? LayoutName.AUTO : layout;
        wanted = List.copyOf(wanted);
        columns = columns == null ? ColumnMap.none() : columns;
    }

    /**
     * Options of a strict read with a detected layout.
     *
     * @param wanted the tasks whose labels are looked for
     * @return the options
     */
    public static TableOptions of(List<Task> wanted) {
        return new TableOptions(LayoutName.AUTO, wanted, ColumnMap.none(), null, false);
    }
}
