package org.burst4j.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.burst4j.DataException;
import org.burst4j.file.AtomicFiles;

/**
 * A CSV file (UTF-8, line feeds, one header line) that grows row by row and can be cut back to a
 * row of which the key, a whole number growing row by row, is known.
 */
final class CsvLog implements AutoCloseable {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private final Path file;
    private final List<String> header;
    private final int keyColumn;
    private BufferedWriter writer;

    /**
     * Opens the file for appending, writes its header if there is no file, and drops a last line
     * that a killed process left unfinished.
     */
    CsvLog(Path file, List<String> header, String keyColumn) {
        this.file = file;
        this.header = List.copyOf(header);
        this.keyColumn = header.indexOf(keyColumn);
        if (Files.exists(file)) {
            rewrite(Long.MAX_VALUE);
        } else {
            AtomicFiles.write(file, FORMAT.format(header.toArray()) + "\n");
        }
        this.writer = openWriter();
    }

    private BufferedWriter openWriter() {
        try {
            return Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }

    /** Adds a row and flushes it. */
    void append(List<String> row) {
        if (row.size() != header.size()) {
            throw new DataException(
                    "a row of " + row.size() + " cells for " + file + ", expected " + header,
                    "Give one cell a column.");
        }
        try {
            writer.write(FORMAT.format(row.toArray()) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }

    /** Drops all rows of which the key is above {@code lastKey}; the others keep their bytes. */
    void truncateAfter(long lastKey) {
        close();
        rewrite(lastKey);
        writer = openWriter();
    }

    private void rewrite(long lastKey) {
        String text = readText(file);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        List<String> lines = whole.lines().toList();
        if (lines.isEmpty()) {
            AtomicFiles.write(file, FORMAT.format(header.toArray()) + "\n");
            return;
        }
        List<String> found = cells(lines.get(0));
        if (!found.equals(header)) {
            throw new DataException(
                    file + " has the columns " + found + ", expected " + header,
                    "It is of a run with other tasks or of another version: use a new run folder.");
        }
        StringBuilder kept = new StringBuilder(lines.get(0)).append('\n');
        for (int line = 1; line < lines.size(); line++) {
            if (key(lines.get(line), line + 1) <= lastKey) {
                kept.append(lines.get(line)).append('\n');
            }
        }
        if (!kept.toString().equals(text)) {
            AtomicFiles.write(file, kept.toString());
        }
    }

    private long key(String line, int lineNumber) {
        List<String> cells = cells(line);
        if (cells.size() == header.size()) {
            try {
                return Long.parseLong(cells.get(keyColumn));
            } catch (NumberFormatException e) {
                throw broken(file, lineNumber, line, e);
            }
        }
        throw broken(file, lineNumber, line, null);
    }

    static DataException broken(Path file, int lineNumber, String line, Exception cause) {
        return new DataException(
                file + ", line " + lineNumber + " is not a row of this table: '" + line + "'",
                "Correct or remove the line.",
                cause);
    }

    private List<String> cells(String line) {
        List<List<String>> records = parse(file, line);
        return records.isEmpty() ? List.of() : records.get(0);
    }

    /** All rows of a file, the header first. */
    static List<List<String>> read(Path file) {
        return parse(file, readText(file));
    }

    private static String readText(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new DataException(
                    "cannot read " + file + ": " + e,
                    "Check that it exists, is readable and is UTF-8 text.",
                    e);
        }
    }

    private static List<List<String>> parse(Path file, String text) {
        try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
            List<List<String>> records = new ArrayList<>();
            parser.forEach(record -> records.add(List.copyOf(record.toList())));
            return records;
        } catch (IOException | UncheckedIOException e) { // the latter: a quote out of place
            throw new DataException(
                    "cannot read " + file + ": " + e.getMessage(), "Correct or remove it.", e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }
}
