package org.burst4j.data;

import java.nio.file.Path;
import java.util.List;
import org.burst4j.DataException;
import org.burst4j.task.Task;

/**
 * Reads label tables of the layouts in {@link LayoutName}.
 *
 * <p>Columns are found by name, never by position; case, spaces, hyphens and underscores in names
 * do not matter. Tables are UTF-8, with or without byte-order mark, with comma, semicolon or tab
 * between the fields.
 */
public final class ClipTables {
    private ClipTables() {}

    /**
     * Reads a table strictly: any problem ends the read.
     *
     * @param directoryOrFile the data set's folder, or a manifest file
     * @param layout its layout, or AUTO
     * @param wanted the tasks whose labels are looked for
     * @param columns other names of columns, or null for none
     * @return the table, with at least one clip
     * @throws DataException with the first 20 problems and their count
     */
    public static ClipTable read(
            Path directoryOrFile, LayoutName layout, List<Task> wanted, ColumnMap columns) {
        return read(directoryOrFile, new TableOptions(layout, wanted, columns, null, false))
                .table();
    }

    /**
     * Reads a table.
     *
     * @param directoryOrFile the data set's folder, or a manifest file
     * @param options what is read and how
     * @return the table, with at least one clip, and what was left out of it
     * @throws DataException if no layout fits, no label column of a wanted task is there, no clip
     *     is left, or (unless bad ones are skipped) anything is wrong with a row
     */
    public static TableRead read(Path directoryOrFile, TableOptions options) {
        TableFiles files = TableFiles.locate(directoryOrFile, options.layout());
        return new TableReader(files, options).read();
    }
}
