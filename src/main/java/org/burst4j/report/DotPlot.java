package org.burst4j.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.burst4j.metric.Interval;

/**
 * One metric of a {@link ComparisonTable} as inline SVG: a line for each row, a dot for a score, a
 * diamond for the figure per clip, a ring for the paper's.
 */
final class DotPlot {
    private static final int WIDTH = 460;
    private static final int LEFT = 140;
    private static final int RIGHT = 448;
    private static final int TOP = 8;
    private static final int ROW_HEIGHT = 20;
    private static final int LONGEST_NAME = 20;
    private static final double DIAMOND = 4.5;
    private static final int PER_CLIP_COLOUR = 2;

    private final String metric;
    private final List<ComparisonRow> rows;
    private final double low;
    private final double high;
    private final StringBuilder svg = new StringBuilder();

    private DotPlot(ComparisonTable table, String metric) {
        this.metric = metric;
        this.rows =
                table.rows().stream()
                        .filter(row -> row.score(metric).known() || row.paper().containsKey(metric))
                        .toList();
        double least = marks().min().orElse(0);
        double most = marks().max().orElse(1);
        double margin = most > least ? 0.05 * (most - least) : 0.5;
        this.low = least - margin;
        this.high = most + margin;
    }

    static String html(ComparisonTable table, String metric) {
        return new DotPlot(table, metric).draw();
    }

    /** All numbers that must fit onto the axis. */
    private DoubleStream marks() {
        return rows.stream()
                .flatMapToDouble(
                        row -> {
                            Interval whisker = whisker(row);
                            return DoubleStream.of(
                                    row.score(metric).mean(),
                                    row.perClip(metric).mean(),
                                    row.paper(metric),
                                    whisker.low(),
                                    whisker.high());
                        })
                .filter(Double::isFinite);
    }

    private Interval whisker(ComparisonRow row) {
        Spread score = row.score(metric);
        if (row.seeds().size() == 1) {
            return row.seeds().get(0).intervals().getOrDefault(metric, Interval.UNKNOWN);
        }
        return new Interval(score.mean() - score.deviation(), score.mean() + score.deviation());
    }

    private String draw() {
        int bottom = TOP + ROW_HEIGHT * rows.size();
        String title = Html.escape(ComparisonTable.heading(metric));
        svg.append("<section class=\"card\"><h3>")
                .append(title)
                .append("</h3>\n<svg class=\"chart dots\" role=\"img\" aria-label=\"")
                .append(title)
                .append("\" viewBox=\"0 0 ")
                .append(WIDTH + " " + (bottom + 24))
                .append("\">\n");
        for (double mark : Ticks.linear(low, high, 5)) {
            add(
                    "<line class=\"rule\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    x(mark), x(mark), TOP, bottom);
            text(x(mark), bottom + 16, "middle", Numbers.compact(mark));
        }
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i), TOP + ROW_HEIGHT * (i + 0.5));
        }
        return svg.append("</svg></section>\n").toString();
    }

    private void row(ComparisonRow row, double y) {
        String name = row.name();
        String shown =
                name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
        text(LEFT - 8, y + 4, "end", shown);
        Interval whisker = whisker(row);
        int colour = row.kind() == ComparisonRow.Kind.RUN ? 0 : SvgChart.COLOURS - 1;
        if (whisker.known()) {
            add(
                    "<line class=\"whisker s%d\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    colour, x(whisker.low()), x(whisker.high()), y, y);
        }
        if (Double.isFinite(row.paper(metric))) {
            add(
                    "<circle class=\"ring s1\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\">",
                    x(row.paper(metric)), y);
            tip("circle", name + ", paper: " + Numbers.score(row.paper(metric)));
        }
        if (row.perClip(metric).known()) {
            double x = x(row.perClip(metric).mean());
            add(
                    "<polygon class=\"f%d\" points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f %.1f,%.1f\">",
                    row.kind() == ComparisonRow.Kind.RUN ? PER_CLIP_COLOUR : colour,
                    x - DIAMOND,
                    y,
                    x,
                    y - DIAMOND,
                    x + DIAMOND,
                    y,
                    x,
                    y + DIAMOND);
            tip("polygon", name + ", per clip: " + row.perClip(metric).text());
        }
        if (row.score(metric).known()) {
            double mean = row.score(metric).mean();
            add("<circle class=\"f%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\">", colour, x(mean), y);
            tip("circle", name + ": " + row.score(metric).text());
        }
    }

    private double x(double value) {
        return LEFT + (value - low) / (high - low) * (RIGHT - LEFT);
    }

    private void tip(String element, String text) {
        svg.append("<title>")
                .append(Html.escape(text))
                .append("</title></")
                .append(element)
                .append(">\n");
    }

    private void text(double x, double y, String anchor, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x, y, anchor, Html.escape(text));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
