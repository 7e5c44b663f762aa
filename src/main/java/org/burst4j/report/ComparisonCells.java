package org.burst4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cells of a {@link ComparisonTable} as plain text, the best of a column marked. */
final class ComparisonCells {
    private final ComparisonTable table;
    private final String markStart;
    private final String markEnd;

    /** The marks are put around the best score of each column. */
    ComparisonCells(ComparisonTable table, String markStart, String markEnd) {
        this.table = table;
        this.markStart = markStart;
        this.markEnd = markEnd;
    }

    List<String> header() {
        List<String> cells = new ArrayList<>();
        cells.add("run");
        for (String metric : table.metrics()) {
            cells.add(metric);
            if (table.hasPerClip(metric)) {
                cells.add("per clip");
            }
            if (table.hasPaper(metric)) {
                cells.add("paper");
            }
        }
        cells.addAll(List.of("best epoch", "task weights", "time", "remark"));
        return cells;
    }

    List<String> row(ComparisonRow row) {
        List<String> cells = new ArrayList<>();
        cells.add(row.name());
        for (String metric : table.metrics()) {
            cells.add(score(row, metric));
            if (table.hasPerClip(metric)) {
                cells.add(row.perClip(metric).text());
            }
            if (table.hasPaper(metric)) {
                cells.add(paper(row, metric));
            }
        }
        cells.add(row.bestEpoch().isEmpty() ? Numbers.UNKNOWN : row.bestEpoch());
        cells.add(ratio(row.weightRatio()));
        cells.add(time(row.seconds().mean()));
        cells.add(row.remark());
        return cells;
    }

    String score(ComparisonRow row, String metric) {
        Spread score = row.score(metric);
        boolean best =
                row.kind() == ComparisonRow.Kind.RUN && score.mean() == table.bestScore(metric);
        String signs = row.marks().getOrDefault(metric, "");
        return marked(score.text(), best) + (signs.isEmpty() ? "" : " " + signs);
    }

    String paper(ComparisonRow row, String metric) {
        double paper = row.paper(metric);
        return marked(Numbers.score(paper), paper == table.bestPaper(metric));
    }

    private String marked(String text, boolean best) {
        return best ? markStart + text + markEnd : text;
    }

    /** How many times as much the heaviest task counts as the lightest. */
    static String ratio(Spread ratio) {
        return ratio.known() ? String.format(Locale.ROOT, "%.1f×", ratio.mean()) : Numbers.UNKNOWN;
    }

    static String time(double seconds) {
        if (!Double.isFinite(seconds)) {
            return Numbers.UNKNOWN;
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 60
                ? minutes + " min"
                : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }
}
