package org.burst4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the tables of a data set by clip id, collecting what is wrong. */
final class TableReader {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    // Two tables of one data set may round the same rating differently.
    private static final double ROUNDING = 1e-3;

    private final TableFiles files;
    private final TableOptions options;
    private final AudioLocator audio;
    private final Problems problems;
    private final Set<String> badIds = new HashSet<>();
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<Path, String> idByFile = new HashMap<>();
    private final Set<String> boundTasks = new HashSet<>();
    private final Set<String> columns = new LinkedHashSet<>();

    /** A clip while its rows are read. */
    private static final class Draft {
        private final String where;
        private Split split;
        private String speaker;
        private final Map<String, float[]> targets = new HashMap<>();

        Draft(String where) {
            this.where = where;
        }
    }

    TableReader(TableFiles files, TableOptions options) {
        this.files = files;
        this.options = options;
        this.audio = new AudioLocator(files, options.audioRoot());
        this.problems = new Problems(files.root().toString());
    }

    TableRead read() {
        files.tables().forEach(this::readTable);
        checkColumns();
        boolean hasSplits = drafts.values().stream().anyMatch(draft -> draft.split != null);
        List<Clip> clips = new ArrayList<>();
        for (Map.Entry<String, Draft> entry : drafts.entrySet()) {
            Clip clip = finish(entry.getKey(), entry.getValue(), hasSplits);
            if (clip != null) {
                clips.add(clip);
            }
        }
        if (!options.skipBad() || clips.isEmpty()) {
            problems.throwIfAny();
        }
        if (clips.isEmpty()) {
            throw new DataException(
                    names() + " has no row below its header", "Put one row a clip into it.");
        }
        List<Task> tasks =
                options.wanted().stream().filter(task -> boundTasks.contains(task.name())).toList();
        ClipTable table = new ClipTable(files.layout(), files.root(), tasks, clips, hasSplits);
        return new TableRead(table, problems.list());
    }

    private void readTable(Path file) {
        try (CsvReader csv = CsvReader.open(file)) {
            columns.addAll(csv.header());
            if (csv.header().isEmpty()) {
                throw new DataException(csv.name() + " is empty", "It needs a header and rows.");
            }
            boolean manifest = files.layout() == LayoutName.MANIFEST;
            HeaderBinding binding = new HeaderBinding(csv, options, manifest);
            binding.labels().forEach(label -> boundTasks.add(label.task().name()));
            LOG.debug("{}: columns not read: {}", csv.name(), binding.ignored());
            Map<String, Long> lineById = new HashMap<>();
            for (CsvReader.Row row = csv.next(); row != null; row = csv.next()) {
                readRow(csv, binding, row, lineById);
            }
        }
    }

    private void readRow(
            CsvReader csv, HeaderBinding binding, CsvReader.Row row, Map<String, Long> lineById) {
        String where = csv.name() + " line " + row.line();
        List<String> fields = row.fields();
        String id =
                binding.fileColumn < fields.size() ? audio.id(fields.get(binding.fileColumn)) : "";
        if (fields.size() != csv.header().size()) {
            bad(
                    id,
                    where,
                    fields.size()
                            + " fields, but the header has "
                            + csv.header().size()
                            + " columns");
            return;
        }
        if (id.isEmpty()) {
            bad(id, where, "no file is named in column '" + header(csv, binding.fileColumn) + "'");
            return;
        }
        where += " (clip " + id + ")";
        Long earlier = lineById.putIfAbsent(id, row.line());
        if (earlier != null) {
            bad(id, where, "this clip stood on line " + earlier + " already");
            return;
        }
        String place = where;
        Draft draft = drafts.computeIfAbsent(id, key -> new Draft(place));
        if (binding.speakerColumn >= 0 && draft.speaker == null) {
            String speaker = fields.get(binding.speakerColumn);
            draft.speaker = speaker.isEmpty() ? null : speaker;
        }
        readSplit(csv, binding, fields, id, where, draft);
        for (HeaderBinding.LabelColumn label : binding.labels()) {
            String column = where + ", column '" + header(csv, label.column()) + "'";
            readLabel(label, fields.get(label.column()), id, column, draft);
        }
    }

    private static String header(CsvReader csv, int column) {
        return csv.header().get(column);
    }

    private void readSplit(
            CsvReader csv,
            HeaderBinding binding,
            List<String> fields,
            String id,
            String where,
            Draft draft) {
        if (binding.splitColumn < 0 || fields.get(binding.splitColumn).isEmpty()) {
            return;
        }
        String word = fields.get(binding.splitColumn);
        String column = where + ", column '" + header(csv, binding.splitColumn) + "'";
        Split split = Split.named(word).orElse(null);
        if (split == null) {
            bad(id, column, "'" + word + "' is no split; expected train, val or test");
        } else if (draft.split != null && draft.split != split) {
            bad(id, column, "'" + word + "', but " + draft.split.word() + " in " + draft.where);
        } else {
            draft.split = split;
        }
    }

    private void readLabel(
            HeaderBinding.LabelColumn label, String field, String id, String where, Draft draft) {
        LabelValue read = LabelValue.parse(label.task(), field);
        if (read.problem() != null) {
            bad(id, where, read.problem());
        }
        if (Float.isNaN(read.value())) {
            return;
        }
        float[] values =
                draft.targets.computeIfAbsent(
                        label.task().name(), name -> unknown(label.task().targetWidth()));
        float before = values[label.label()];
        if (Float.isNaN(before)) {
            values[label.label()] = read.value();
        } else if (Math.abs(before - read.value()) > ROUNDING) {
            bad(id, where, "'" + field + "', but " + before + " in a table read before");
        }
    }

    private static float[] unknown(int width) {
        float[] values = new float[width];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    private void checkColumns() {
        Set<String> keys = new HashSet<>();
        columns.forEach(name -> keys.add(Names.key(name)));
        options.columns()
                .names()
                .forEach(
                        (ours, theirs) -> {
                            if (!keys.contains(Names.key(theirs))) {
                                throw new DataException(
                                        "there is no column '"
                                                + theirs
                                                + "' (mapped to '"
                                                + ours
                                                + "') in "
                                                + names()
                                                + "; the columns are "
                                                + columns,
                                        "Correct the column map.");
                            }
                        });
        if (!options.wanted().isEmpty() && boundTasks.isEmpty()) {
            throw new DataException(
                    names()
                            + " has no label column of any wanted task "
                            + options.wanted().stream().map(Task::name).toList()
                            + "; its columns are "
                            + columns,
                    "Name the columns after the tasks' labels, or map them with --map.");
        }
        for (Task task : options.wanted()) {
            if (!boundTasks.contains(task.name())) {
                LOG.debug("{}: no column of task '{}'", names(), task.name());
            }
        }
    }

    private Clip finish(String id, Draft draft, boolean hasSplits) {
        if (hasSplits && draft.split == null && !badIds.contains(id)) {
            bad(id, draft.where, "no split; expected train, val or test");
        }
        Path file = audio.file(id);
        if (file == null) {
            bad(id, draft.where, "there is no audio file of this clip in " + audio.looked());
        } else {
            String other = idByFile.putIfAbsent(file.normalize(), id);
            if (other != null) {
                bad(id, draft.where, "its file is that of clip " + other + " already");
            }
        }
        if (badIds.contains(id)) {
            return null;
        }
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (Task task : options.wanted()) {
            if (draft.targets.containsKey(task.name())) {
                targets.put(task.name(), draft.targets.get(task.name()));
            }
        }
        return new Clip(id, file, draft.split, draft.speaker, targets);
    }

    private void bad(String id, String where, String what) {
        badIds.add(id);
        problems.add(where, what);
    }

    private String names() {
        List<Path> tables = files.tables();
        return String.join(", ", tables.stream().map(Path::toString).toList());
    }
}
