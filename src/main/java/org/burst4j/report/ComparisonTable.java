package org.burst4j.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.metric.JointScores;
import org.burst4j.metric.Metric;

/**
 * Runs beside each other and beside a paper's figures; {@link Comparisons} writes it. Which metrics
 * are columns is the caller's choice, so that one class serves the tables of every paper.
 *
 * @param title heading
 * @param facts what is the same for all lines, by name
 * @param metrics keys of the metrics that are columns, in their order, e.g. {@code high.ccc}
 * @param rows the lines
 * @param notes sentences below the table
 * @param more tables of words below it, e.g. of tests between its lines
 */
public record ComparisonTable(
        String title,
        Map<String, String> facts,
        List<String> metrics,
        List<ComparisonRow> rows,
        List<String> notes,
        List<TextTable> more) {

    /** Copies lists and maps, keeping their order. */
    public ComparisonTable {
        facts = EpochRow.ordered(facts);
        metrics = List.copyOf(metrics);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
        more = List.copyOf(more);
    }

    /**
     * A table that stands alone.
     *
     * @param title heading
     * @param facts what is the same for all lines, by name
     * @param metrics keys of the metrics that are columns
     * @param rows the lines
     * @param notes sentences below the table
     */
    public ComparisonTable(
            String title,
            Map<String, String> facts,
            List<String> metrics,
            List<ComparisonRow> rows,
            List<String> notes) {
        this(title, facts, metrics, rows, notes, List.of());
    }

    /** The best mean score of a column among what was run; NaN with fewer than two scores. */
    double bestScore(String metric) {
        return best(
                metric,
                rows.stream()
                        .filter(row -> row.kind() == ComparisonRow.Kind.RUN)
                        .mapToDouble(row -> row.score(metric).mean())
                        .toArray());
    }

    /** The paper's best figure in a column; NaN with fewer than two. */
    double bestPaper(String metric) {
        return best(metric, rows.stream().mapToDouble(row -> row.paper(metric)).toArray());
    }

    private static double best(String metric, double[] values) {
        double best = Double.NaN;
        int known = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                known++;
                boolean better = Metric.higherBetter(metric) ? value > best : value < best;
                best = Double.isNaN(best) || better ? value : best;
            }
        }
        return known < 2 ? Double.NaN : best;
    }

    boolean hasPerClip(String metric) {
        return rows.stream().anyMatch(row -> row.perClip(metric).known());
    }

    boolean hasPaper(String metric) {
        return rows.stream().anyMatch(row -> !Double.isNaN(row.paper(metric)));
    }

    /** Whether any line has more than one run. */
    boolean hasSeeds() {
        return rows.stream().anyMatch(row -> row.seeds().size() > 1);
    }

    /**
     * A metric's key as people read it: {@code high.ccc} is "High CCC", {@code s_mtl} is "S_MTL".
     */
    static String heading(String metric) {
        int point = metric.lastIndexOf('.');
        if (point < 1) {
            return JointScores.title(metric);
        }
        return metric.substring(0, 1).toUpperCase(Locale.ROOT)
                + metric.substring(1, point)
                + " "
                + metric.substring(point + 1).toUpperCase(Locale.ROOT);
    }
}
