package org.burst4j.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.burst4j.file.AtomicFiles;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.train.EvaluationResult;

/**
 * Predictions as a table: one row a clip; for regression a column {@code task.label} each, for
 * classes a column {@code task} with the chosen class and {@code task.label} with each probability.
 */
public final class PredictionTable {
    private PredictionTable() {}

    /**
     * The header.
     *
     * @param tasks the tasks
     * @return the column names, {@code file} first
     */
    public static List<String> header(List<Task> tasks) {
        List<String> columns = new ArrayList<>(List.of("file"));
        for (Task task : tasks) {
            if (task.kind() == TaskKind.CLASSES) {
                columns.add(task.name());
            }
            task.labels().forEach(label -> columns.add(task.name() + "." + label));
        }
        return columns;
    }

    /**
     * Adds one task's cells to a row.
     *
     * @param row the row so far
     * @param task the task
     * @param scores scores or probabilities, K numbers
     */
    public static void addCells(List<Object> row, Task task, float[] scores) {
        if (task.kind() == TaskKind.CLASSES) {
            int best = 0;
            for (int k = 1; k < scores.length; k++) {
                best = scores[k] > scores[best] ? k : best;
            }
            row.add(task.labels().get(best));
        }
        for (float score : scores) {
            row.add(number(score));
        }
    }

    /**
     * A score as text: six digits after the point, whatever the machine's language.
     *
     * @param score the score
     * @return the text
     */
    public static String number(float score) {
        return String.format(Locale.ROOT, "%.6f", score);
    }

    /**
     * Writes a table.
     *
     * @param out where to
     * @param header column names
     * @param rows the rows
     * @throws IOException if writing fails
     */
    public static void write(Appendable out, List<String> header, List<List<Object>> rows)
            throws IOException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
        CSVPrinter printer = new CSVPrinter(out, format);
        printer.printRecord(header);
        for (List<Object> row : rows) {
            printer.printRecord(row);
        }
        printer.flush();
    }

    /**
     * Writes the predictions of an evaluation to a file.
     *
     * @param file the file
     * @param tasks the tasks
     * @param result the evaluation
     */
    static void write(Path file, List<Task> tasks, EvaluationResult result) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < result.clips().size(); i++) {
            List<Object> row = new ArrayList<>(List.of(result.clips().get(i).id()));
            for (Task task : tasks) {
                float[] all = result.predictions().get(task.name());
                addCells(
                        row, task, Arrays.copyOfRange(all, i * task.size(), (i + 1) * task.size()));
            }
            rows.add(row);
        }
        StringBuilder text = new StringBuilder();
        try {
            write(text, header(tasks), rows);
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
        AtomicFiles.write(file, text.toString());
    }
}
