package org.burst4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.burst4j.file.AtomicFiles;
import org.burst4j.metric.Interval;

/** Writes a {@link ComparisonTable} as Markdown, CSV, a page and lines for a console. */
public final class Comparisons {
    /** What is put behind a metric's key in the CSV for its per-clip figure. */
    public static final String PER_CLIP_SUFFIX = "_per_clip";

    private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    private static final List<String> CSV_COLUMNS =
            List.of(
                    "run",
                    "seed",
                    "metric",
                    "value",
                    "paper",
                    "interval_low",
                    "interval_high",
                    "remark");

    private Comparisons() {}

    /**
     * Writes {@code results.md}, {@code results.csv} and {@code index.html}.
     *
     * @param table the table
     * @param folder where; missing folders are made
     * @throws org.burst4j.EnvironmentException if a file cannot be written
     */
    public static void write(ComparisonTable table, Path folder) {
        AtomicFiles.write(folder.resolve("results.md"), markdown(table));
        AtomicFiles.write(folder.resolve("results.csv"), csv(table));
        AtomicFiles.write(folder.resolve("index.html"), ComparisonPage.html(table));
    }

    /**
     * The table for a console.
     *
     * @param table the table
     * @return rows of cells, the header first; the best of a column has a star
     */
    public static List<List<String>> rows(ComparisonTable table) {
        return rows(table, new ComparisonCells(table, "", "*"));
    }

    private static List<List<String>> rows(ComparisonTable table, ComparisonCells cells) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(cells.header());
        table.rows().forEach(row -> rows.add(cells.row(row)));
        return rows;
    }

    /**
     * The table as Markdown with its title, facts and notes; the best of a column is bold.
     *
     * @param table the table
     * @return the text
     */
    public static String markdown(ComparisonTable table) {
        StringBuilder text = new StringBuilder("# ").append(table.title()).append("\n\n");
        table.facts()
                .forEach(
                        (name, value) ->
                                text.append("* ")
                                        .append(name)
                                        .append(": ")
                                        .append(value)
                                        .append('\n'));
        text.append(table.facts().isEmpty() ? "" : "\n");
        text.append(MarkdownTable.of(rows(table, new ComparisonCells(table, "**", "**"))));
        table.notes().forEach(note -> text.append('\n').append(note).append('\n'));
        table.more().forEach(other -> text.append('\n').append(other.markdown(2)));
        return text.toString();
    }

    /**
     * The table for programs: a line for each run, seed and metric, with all digits. A run without
     * scores has lines without a value; a row that was not run has an empty seed.
     *
     * @param table the table
     * @return text in CSV
     */
    public static String csv(ComparisonTable table) {
        StringBuilder text = new StringBuilder(CSV.format(CSV_COLUMNS.toArray())).append('\n');
        SeedScores none = new SeedScores("", Map.of(), Map.of(), Map.of(), null);
        for (ComparisonRow row : table.rows()) {
            for (SeedScores seed : row.seeds().isEmpty() ? List.of(none) : row.seeds()) {
                for (String metric : table.metrics()) {
                    boolean empty = !seed.scores().containsKey(metric);
                    if (empty && Double.isNaN(row.paper(metric)) && row.remark().isEmpty()) {
                        continue;
                    }
                    line(text, row, seed, metric);
                    if (seed.perClip().containsKey(metric)) {
                        text.append(
                                        CSV.format(
                                                row.name(),
                                                seed.seed(),
                                                metric + PER_CLIP_SUFFIX,
                                                Numbers.exact(seed.perClip().get(metric)),
                                                "",
                                                "",
                                                "",
                                                row.remark()))
                                .append('\n');
                    }
                }
            }
        }
        return text.toString();
    }

    private static void line(
            StringBuilder text, ComparisonRow row, SeedScores seed, String metric) {
        Interval interval = seed.intervals().getOrDefault(metric, Interval.UNKNOWN);
        text.append(
                        CSV.format(
                                row.name(),
                                seed.seed(),
                                metric,
                                Numbers.exact(seed.scores().getOrDefault(metric, Double.NaN)),
                                Numbers.exact(row.paper(metric)),
                                Numbers.exact(interval.low()),
                                Numbers.exact(interval.high()),
                                row.remark()))
                .append('\n');
    }
}
