package org.burst4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** Which column of one table holds what; found by name. */
final class HeaderBinding {
    private static final List<String> FILE = List.of("file", "path", "filename", "File_ID", "id");
    private static final List<String> FILE_ID = List.of("File_ID", "filename", "file", "id");
    private static final List<String> SPEAKER = List.of("speaker", "Subject_ID", "speaker_id");

    /** A label of a task, and the column that it is in. */
    record LabelColumn(Task task, int label, int column) {}

    private final String tableName;
    private final List<String> header;
    private final ColumnMap renamed;
    private final Map<String, Integer> columnByKey = new HashMap<>();
    private final Set<String> doubledKeys = new HashSet<>();
    private final Set<Integer> used = new TreeSet<>();
    private final List<LabelColumn> labels = new ArrayList<>();

    final int fileColumn;
    final int splitColumn;
    final int speakerColumn;

    HeaderBinding(CsvReader table, TableOptions options, boolean manifest) {
        this.tableName = table.name();
        this.header = table.header();
        this.renamed = options.columns();
        for (int column = 0; column < header.size(); column++) {
            if (columnByKey.putIfAbsent(Names.key(header.get(column)), column) != null) {
                doubledKeys.add(Names.key(header.get(column)));
            }
        }
        List<String> fileNames = manifest ? FILE : FILE_ID;
        fileColumn = find(fileNames);
        splitColumn = find(List.of("split"));
        speakerColumn = find(SPEAKER);
        if (fileColumn < 0) {
            throw new DataException(
                    tableName
                            + " has no column '"
                            + fileNames.get(0)
                            + "' that names the audio files; its columns are "
                            + header,
                    "Rename a column, or map it with --map "
                            + fileNames.get(0)
                            + "=ITS_NAME on the command line.");
        }
        options.wanted().forEach(this::bind);
    }

    List<LabelColumn> labels() {
        return labels;
    }

    /** The columns that nothing is read from. */
    List<String> ignored() {
        List<String> names = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            if (!used.contains(column)) {
                names.add(header.get(column));
            }
        }
        return names;
    }

    private void bind(Task task) {
        if (task.kind() == TaskKind.CLASSES) {
            List<String> names = new ArrayList<>(task.columns());
            names.add(task.name());
            bind(task, 0, names);
            return;
        }
        for (int label = 0; label < task.size(); label++) {
            List<String> names = new ArrayList<>(List.of(task.labels().get(label)));
            if (task.size() == 1) {
                names.addAll(task.columns());
                names.add(task.name());
            }
            bind(task, label, names);
        }
    }

    private void bind(Task task, int label, List<String> names) {
        int column = find(names);
        if (column >= 0) {
            labels.add(new LabelColumn(task, label, column));
        }
    }

    /** The column of the first of our names that the table has, or -1. */
    private int find(List<String> ours) {
        for (String name : ours) {
            if (renamed.theirs(name).isPresent()) {
                return column(renamed.theirs(name).get());
            }
        }
        for (String name : ours) {
            int column = column(name);
            if (column >= 0) {
                return column;
            }
        }
        return -1;
    }

    private int column(String name) {
        String key = Names.key(name);
        if (doubledKeys.contains(key)) {
            throw new DataException(
                    tableName + " has the column '" + name + "' twice; its columns are " + header,
                    "Remove or rename one of the two.");
        }
        int column = columnByKey.getOrDefault(key, -1);
        if (column >= 0) {
            used.add(column);
        }
        return column;
    }
}
