package org.burst4j.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.metric.Scoring;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;

/** Reads a {@link PredictionSet} and says what is wrong with its file. */
final class PredictionReader {
    private static final String CURE = "Write the table again with evaluate --out.";
    private static final String EMBEDDING = "embedding";
    private static final int NAMED = 5;
    // Six digits are written: what they say of equal probabilities is within twice their rounding.
    private static final float ROUNDING = 2e-6f;
    private static final double SUM_TOLERANCE = 0.01;

    private final String file;
    private final PredictionFile table;
    private final Map<String, Task> known = new LinkedHashMap<>();

    /**
     * Opens a table.
     *
     * @param tasks tasks that may be in it beside the built-in ones, before which they count
     */
    PredictionReader(Path file, List<Task> tasks) {
        this.file = file.toString();
        this.table = PredictionFile.open(file);
        Tasks.all().forEach(task -> known.put(task.name(), task));
        Map<String, Task> own = new LinkedHashMap<>();
        tasks.forEach(task -> own.putIfAbsent(task.name(), task));
        known.putAll(own);
    }

    /** The known tasks that the columns name. */
    List<Task> tasks() {
        Set<String> named =
                table.columns().stream().map(PredictionReader::taskOf).collect(Collectors.toSet());
        return known.values().stream().filter(task -> named.contains(task.name())).toList();
    }

    /** Those of a data set's clips that a row names. */
    List<Clip> named(List<Clip> all) {
        Set<String> ids = all.stream().map(Clip::id).collect(Collectors.toSet());
        Set<String> named =
                table.ids().stream()
                        .map(name -> Submissions.id(name, ids))
                        .collect(Collectors.toSet());
        return all.stream().filter(clip -> named.contains(clip.id())).toList();
    }

    /** The clips as the table names them, without labels. */
    List<Clip> clips() {
        return table.ids().stream()
                .map(id -> new Clip(id, Path.of(""), null, null, Map.of()))
                .toList();
    }

    PredictionSet readAll() {
        if (table.ids().isEmpty()) {
            throw table.bad("has no row", "Give a table with predictions.");
        }
        return read(clips(), clips(), tasks());
    }

    PredictionSet read(List<Clip> clips, List<Clip> ofDataSet, List<Task> tasks) {
        checkColumns(tasks);
        int[] rows = rows(clips, ofDataSet);
        Map<String, float[]> predictions = new LinkedHashMap<>();
        for (Task task : tasks) {
            float[] values = new float[rows.length * task.size()];
            for (int i = 0; i < rows.length; i++) {
                float[] ofClip = ofRow(task, rows[i]);
                System.arraycopy(ofClip, 0, values, i * task.size(), task.size());
            }
            predictions.put(task.name(), values);
        }
        return new PredictionSet(tasks, clips, predictions).named(file);
    }

    private void checkColumns(List<Task> tasks) {
        if (tasks.isEmpty()) {
            throw table.bad(
                    "has no column of a task but " + table.columns(),
                    "Columns are named task.label, e.g. 'age.Age'. " + CURE);
        }
        for (String column : table.columns()) {
            Task task = known.get(taskOf(column));
            if (task == null && !taskOf(column).equals(EMBEDDING)) {
                throw table.bad(
                        "has a column '" + column + "' of no known task",
                        "Known tasks are " + known.keySet() + "; --config tells of custom ones.");
            }
            if (task != null && !columns(task).contains(column)) {
                throw table.bad(
                        "has a column '" + column + "', but no label of that name is in the task",
                        "Did you mean '" + Closest.of(column, columns(task)) + "'?");
            }
        }
        for (Task task : tasks) {
            List<String> missing =
                    columns(task).stream()
                            .filter(column -> column.contains("."))
                            .filter(column -> !table.columns().contains(column))
                            .toList();
            if (!missing.isEmpty()) {
                throw table.bad(
                        "has no column " + some(missing) + " of task '" + task.name() + "'", CURE);
            }
        }
    }

    private static List<String> columns(Task task) {
        return PredictionTable.header(List.of(task))
                .subList(1, task.size() + (isClass(task) ? 2 : 1));
    }

    private static boolean isClass(Task task) {
        return task.kind() == TaskKind.CLASSES;
    }

    private static String taskOf(String column) {
        int dot = column.indexOf('.');
        return dot < 0 ? column : column.substring(0, dot);
    }

    /** The row of each clip. */
    private int[] rows(List<Clip> clips, List<Clip> ofDataSet) {
        Set<String> ids = ofDataSet.stream().map(Clip::id).collect(Collectors.toSet());
        Map<String, Integer> rowOf = new HashMap<>();
        List<String> strangers = new ArrayList<>();
        for (int row = 0; row < table.ids().size(); row++) {
            String id = Submissions.id(table.ids().get(row), ids);
            if (!ids.contains(id)) {
                strangers.add(id + " (line " + table.line(row) + ")");
            }
            Integer before = rowOf.put(id, row);
            if (before != null) {
                throw table.bad(
                        "names clip '"
                                + id
                                + "' twice, in the lines "
                                + table.line(before)
                                + " and "
                                + table.line(row),
                        "Take one of them out.");
            }
        }
        if (!strangers.isEmpty()) {
            throw table.bad(
                    "names " + strangers.size() + " clips that are not known: " + some(strangers),
                    "Check that it belongs to this data set.");
        }
        List<String> missing =
                clips.stream().map(Clip::id).filter(id -> !rowOf.containsKey(id)).toList();
        if (!missing.isEmpty()) {
            throw table.bad(
                    "has no row of "
                            + missing.size()
                            + " of "
                            + clips.size()
                            + " clips: "
                            + some(missing),
                    "Predict the same clips, or choose the --split that it is of.");
        }
        return clips.stream().mapToInt(clip -> rowOf.get(clip.id())).toArray();
    }

    private float[] ofRow(Task task, int row) {
        float[] values = new float[task.size()];
        double sum = 0;
        for (int k = 0; k < values.length; k++) {
            String column = task.name() + "." + task.labels().get(k);
            values[k] = table.number(row, column);
            boolean fits = Float.isFinite(values[k]);
            if (isClass(task)) {
                fits &= values[k] >= 0 && values[k] <= 1;
                sum += values[k];
            }
            if (!fits) {
                throw new DataException(
                        table.cell(row, column)
                                + values[k]
                                + " is no "
                                + (isClass(task) ? "probability" : "finite number"),
                        "Look whether the model has diverged. " + CURE);
            }
        }
        if (isClass(task)) {
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                throw new DataException(
                        table.cell(row, task.name())
                                + "the probabilities add up to "
                                + sum
                                + ", expected 1",
                        CURE);
            }
            keepChoice(task, row, values);
        }
        return values;
    }

    /** Rounded probabilities may be equal: the class that was chosen stays the largest. */
    private void keepChoice(Task task, int row, float[] values) {
        if (!table.columns().contains(task.name())) {
            return;
        }
        String named = table.text(row, task.name());
        int chosen = task.labels().indexOf(named);
        if (chosen < 0) {
            throw new DataException(
                    table.cell(row, task.name()) + "'" + named + "' is no class",
                    "Known classes are " + task.labels() + ".");
        }
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        if (values[chosen] < largest - ROUNDING) {
            throw new DataException(
                    table.cell(row, task.name())
                            + "'"
                            + named
                            + "' is chosen, but has not the largest probability",
                    CURE);
        }
        if (Scoring.argmax(values, values.length)[0] != chosen) {
            values[chosen] = Math.nextUp(largest);
        }
    }

    private static String some(List<String> names) {
        String text = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? text + ", ..." : text;
    }
}
