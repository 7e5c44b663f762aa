package org.burst4j.run;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.burst4j.DataException;
import org.burst4j.challenge.PredictedTask;
import org.burst4j.challenge.SubmittedScores;

/**
 * Reads a table that {@link PredictionTable} wrote: columns are found by name, a column {@code
 * task} holds classes, columns {@code task.label} hold numbers.
 */
final class PredictionFile {
    private static final String FILE = "file";

    private final Path file;
    private final List<String> ids = new ArrayList<>();
    private final Map<String, List<String>> cells = new LinkedHashMap<>();
    private final List<Long> lines = new ArrayList<>();
    private final List<String> header = new ArrayList<>();

    private PredictionFile(Path file) {
        this.file = file;
    }

    /**
     * Reads predictions.
     *
     * @param file the table
     * @return what it predicts, in its order; a cell that says {@code NaN} is NaN
     * @throws DataException if it is no such table or a cell is no number
     */
    static SubmittedScores read(Path file) {
        PredictionFile table = open(file);
        return new SubmittedScores(table.ids, table.tasks());
    }

    /** Reads the cells as they are. */
    static PredictionFile open(Path file) {
        PredictionFile table = new PredictionFile(file);
        CSVFormat format =
                CSVFormat.DEFAULT
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                        .get();
        try (Reader reader = new StringReader(text(file));
                CSVParser rows = format.parse(reader)) {
            List<String> header = rows.getHeaderNames();
            if (!header.contains(FILE)) {
                throw table.bad(
                        "has no column 'file' but " + header,
                        "Give a table that evaluate --out wrote.");
            }
            table.header.addAll(header);
            for (CSVRecord row : rows) {
                table.add(row, rows.getCurrentLineNumber());
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            // The parser hides the first in the second; the third is a column name used twice.
            throw new DataException(
                    "cannot read " + file + ": " + e.getMessage(),
                    "Give a CSV in UTF-8 that evaluate --out wrote.",
                    e);
        }
        return table;
    }

    /** The clips as the file names them, row by row. */
    List<String> ids() {
        return ids;
    }

    /** The line that a row ends on. */
    long line(int row) {
        return lines.get(row);
    }

    /** All columns but that of the clips. */
    List<String> columns() {
        return header.stream().filter(name -> !name.equals(FILE)).toList();
    }

    /** A cell's text. */
    String text(int row, String column) {
        return cells.get(column).get(row);
    }

    /** A cell's number, maybe NaN. */
    float number(int row, String column) {
        return number(text(row, column), row, column);
    }

    /** Where a cell is, as the beginning of a message. */
    String cell(int row, String column) {
        return file
                + " line "
                + lines.get(row)
                + " (clip "
                + ids.get(row)
                + "), column '"
                + column
                + "': ";
    }

    /** The file's text without the byte-order mark that spreadsheets put before it. */
    private static String text(Path file) throws IOException {
        String text = Files.readString(file);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private void add(CSVRecord row, long line) {
        if (row.size() != header.size()) {
            throw bad(
                    "line "
                            + line
                            + " has "
                            + row.size()
                            + " fields, but the header has "
                            + header.size()
                            + " columns",
                    "Write the table again.");
        }
        ids.add(row.get(FILE));
        lines.add(line);
        for (int column = 0; column < header.size(); column++) {
            if (!header.get(column).equals(FILE)) {
                cells.computeIfAbsent(header.get(column), name -> new ArrayList<>())
                        .add(row.get(column));
            }
        }
    }

    private Map<String, PredictedTask> tasks() {
        Map<String, PredictedTask> tasks = new LinkedHashMap<>();
        Map<String, List<String>> labels = new LinkedHashMap<>();
        cells.forEach(
                (column, values) -> {
                    int dot = column.indexOf('.');
                    if (dot < 0) {
                        tasks.put(column, PredictedTask.classes(values));
                    } else {
                        labels.computeIfAbsent(column.substring(0, dot), name -> new ArrayList<>())
                                .add(column.substring(dot + 1));
                    }
                });
        // The probabilities beside a class are passed over: the class was chosen from them before
        // they were rounded.
        labels.forEach((task, names) -> tasks.computeIfAbsent(task, name -> numbers(name, names)));
        return tasks;
    }

    private PredictedTask numbers(String task, List<String> labels) {
        float[] values = new float[ids.size() * labels.size()];
        for (int k = 0; k < labels.size(); k++) {
            String column = task + "." + labels.get(k);
            List<String> texts = cells.get(column);
            for (int row = 0; row < texts.size(); row++) {
                values[row * labels.size() + k] = number(texts.get(row), row, column);
            }
        }
        return PredictedTask.numbers(labels, values);
    }

    private float number(String text, int row, String column) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw new DataException(
                    cell(row, column) + "'" + text + "' is no number",
                    "Correct it, or write the table again.",
                    e);
        }
    }

    DataException bad(String what, String cure) {
        return new DataException(file + " " + what, cure);
    }
}
