package org.burst4j.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.burst4j.file.AtomicFiles;
import org.burst4j.metric.probe.ProbeScore;

/** What probes found, as a table with one row for each representation, task and metric. */
public final class ProbeTable {
    private static final List<String> HEADER =
            List.of(
                    "representation",
                    "width",
                    "task",
                    "metric",
                    "score",
                    "low",
                    "high",
                    "chance",
                    "clips",
                    "speakers",
                    "penalties");

    private ProbeTable() {}

    /**
     * The table as CSV: scores with six digits, the folds' penalties with spaces between, an empty
     * cell for what is undefined.
     *
     * @param out where to
     * @param rows what the probes found
     * @throws IOException if writing fails
     */
    public static void write(Appendable out, List<ProbeRow> rows) throws IOException {
        List<List<Object>> cells = new ArrayList<>();
        for (ProbeRow row : rows) {
            for (ProbeScore score : row.result().scores()) {
                cells.add(
                        List.of(
                                row.representation(),
                                row.width(),
                                row.task().name(),
                                score.metric().suffix(),
                                number(score.value()),
                                number(score.interval().low()),
                                number(score.interval().high()),
                                number(score.chance()),
                                row.result().clips(),
                                row.result().speakers(),
                                row.result().penalties().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" "))));
            }
        }
        PredictionTable.write(out, HEADER, cells);
    }

    /**
     * Writes the table to a file.
     *
     * @param file the file
     * @param rows what the probes found
     */
    public static void write(Path file, List<ProbeRow> rows) {
        StringBuilder text = new StringBuilder();
        try {
            write(text, rows);
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
        AtomicFiles.write(file, text.toString());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
    }
}
