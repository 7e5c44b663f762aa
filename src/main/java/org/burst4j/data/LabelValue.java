package org.burst4j.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * One label as read from a field of a table.
 *
 * @param value the number or class index; NaN if missing or bad
 * @param problem why the field is bad, or null if it is good
 */
record LabelValue(float value, String problem) {
    private static final Set<String> MISSING = Set.of("", "nan", "na", "n/a", "null", "none");
    // What Double.parseDouble takes beyond this (hexadecimal, 1f, Infinity) is a typing error here.
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern CODE = Pattern.compile("\\d{1,6}(\\.0*)?");
    // A label of 1 may stand as 1.0000001 after arithmetic in floats.
    private static final double TOLERANCE = 1e-6;

    static LabelValue parse(Task task, String field) {
        if (MISSING.contains(field.strip().toLowerCase(Locale.ROOT))) {
            return new LabelValue(Float.NaN, null);
        }
        return task.kind() == TaskKind.CLASSES
                ? parseClass(task, field.strip())
                : parseNumber(task, field.strip());
    }

    private static LabelValue parseClass(Task task, String field) {
        List<String> labels = task.labels();
        for (int index = 0; index < labels.size(); index++) {
            if (Names.key(labels.get(index)).equals(Names.key(field))) {
                return new LabelValue(index, null);
            }
        }
        if (CODE.matcher(field).matches()) {
            int code = (int) Double.parseDouble(field);
            if (code < labels.size()) {
                return new LabelValue(code, null);
            }
        }
        return bad(
                "'"
                        + field
                        + "' is no class of task '"
                        + task.name()
                        + "'; known are "
                        + String.join(", ", labels)
                        + " or the codes 0 to "
                        + (labels.size() - 1));
    }

    private static LabelValue parseNumber(Task task, String field) {
        if (!NUMBER.matcher(field).matches()) {
            return bad("'" + field + "' is no number; expected one such as 0.25");
        }
        double value = Double.parseDouble(field);
        if (value < task.minimum() - TOLERANCE
                || value > task.maximum() + TOLERANCE
                || !Float.isFinite((float) value)) {
            return bad("'" + field + "' is outside " + range(task));
        }
        return new LabelValue((float) value, null);
    }

    private static String range(Task task) {
        double low = Double.isNaN(task.minimum()) ? -Float.MAX_VALUE : task.minimum();
        double high = Double.isNaN(task.maximum()) ? Float.MAX_VALUE : task.maximum();
        return low + " to " + high + ", the range of task '" + task.name() + "'";
    }

    private static LabelValue bad(String problem) {
        return new LabelValue(Float.NaN, problem);
    }
}
