package org.burst4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.burst4j.EnvironmentException;
import org.burst4j.report.MarkdownTable;
import org.burst4j.run.PredictionTable;

/** The forms of a table that both people and programs read. */
enum TableFormat {
    /** Columns for a reader. */
    TABLE,
    /** Comma-separated values with all digits. */
    CSV,
    /** JSON with all digits. */
    JSON,
    /** A table of Markdown. */
    MARKDOWN;

    /**
     * Prints a table.
     *
     * @param cells for people, the header first
     * @param facts for programs, the same names in each row; a number that is not known is null
     */
    void print(PrintWriter out, List<List<String>> cells, List<Map<String, Object>> facts) {
        switch (this) {
            case TABLE -> Tables.print(out, cells);
            case MARKDOWN -> out.print(MarkdownTable.of(cells));
            case JSON -> Tables.json(out, facts);
            case CSV -> csv(out, facts);
        }
    }

    private static void csv(PrintWriter out, List<Map<String, Object>> facts) {
        List<String> header = facts.isEmpty() ? List.of() : List.copyOf(facts.get(0).keySet());
        List<List<Object>> rows =
                facts.stream()
                        .map(
                                row ->
                                        row.values().stream()
                                                .map(value -> (Object) Objects.toString(value, ""))
                                                .toList())
                        .toList();
        try {
            PredictionTable.write(out, header, rows);
        } catch (IOException e) {
            throw new EnvironmentException("the table cannot be written", "Check the disk.", e);
        }
    }
}
