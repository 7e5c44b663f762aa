package org.burst4j.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A {@link ComparisonTable} as a page that needs nothing beside itself. */
final class ComparisonPage {
    private final ComparisonTable table;
    private final ComparisonCells cells;
    private final StringBuilder html;

    private ComparisonPage(ComparisonTable table) {
        this.table = table;
        this.cells = new ComparisonCells(table, "", "");
        this.html = HtmlPage.start(table.title(), "report.css", "comparison.css");
    }

    static String html(ComparisonTable table) {
        ComparisonPage page = new ComparisonPage(table);
        HtmlPage.facts(table.facts(), page.html);
        page.scores();
        page.plots();
        table.more().forEach(other -> other.html(page.html));
        return HtmlPage.end(page.html);
    }

    private void scores() {
        html.append("<h2>Scores</h2>\n<div class=\"card\"><div class=\"scroll\">")
                .append("<table class=\"comparison\"><thead>\n<tr><th rowspan=\"2\">Run</th>");
        for (String metric : table.metrics()) {
            html.append("<th class=\"group\" colspan=\"")
                    .append(width(metric))
                    .append("\">")
                    .append(Html.escape(ComparisonTable.heading(metric)))
                    .append("</th>");
        }
        for (String name : List.of("Best epoch", "Task weights", "Time")) {
            html.append("<th rowspan=\"2\">").append(name).append("</th>");
        }
        html.append("</tr>\n<tr>");
        for (String metric : table.metrics()) {
            html.append("<th class=\"group\">ours</th>");
            if (table.hasPerClip(metric)) {
                html.append("<th>per clip</th>");
            }
            if (table.hasPaper(metric)) {
                html.append("<th>paper</th>");
            }
        }
        html.append("</tr></thead><tbody>\n");
        table.rows().forEach(this::row);
        html.append("</tbody></table></div>\n");
        for (String note : table.notes()) {
            html.append("<p class=\"soft\">").append(Html.escape(note)).append("</p>\n");
        }
        html.append("</div>\n");
    }

    private int width(String metric) {
        return 1 + (table.hasPerClip(metric) ? 1 : 0) + (table.hasPaper(metric) ? 1 : 0);
    }

    private void row(ComparisonRow row) {
        html.append(row.kind() == ComparisonRow.Kind.RUN ? "<tr>" : "<tr class=\"aside\">")
                .append("<th scope=\"row\">");
        name(row);
        html.append("</th>");
        for (String metric : table.metrics()) {
            boolean best =
                    row.kind() == ComparisonRow.Kind.RUN
                            && row.score(metric).mean() == table.bestScore(metric);
            cell("group", cells.score(row, metric), best);
            if (table.hasPerClip(metric)) {
                cell("", row.perClip(metric).text(), false);
            }
            if (table.hasPaper(metric)) {
                cell(
                        "paper",
                        cells.paper(row, metric),
                        row.paper(metric) == table.bestPaper(metric));
            }
        }
        cell("", row.bestEpoch().isEmpty() ? Numbers.UNKNOWN : row.bestEpoch(), false);
        cell("", ComparisonCells.ratio(row.weightRatio()), false);
        cell("", ComparisonCells.time(row.seconds().mean()), false);
        html.append("</tr>\n");
    }

    private void cell(String style, String text, boolean best) {
        html.append("<td class=\"")
                .append(style)
                .append(best ? " best\">" : "\">")
                .append(Html.escape(text))
                .append("</td>");
    }

    private void name(ComparisonRow row) {
        List<SeedScores> linked =
                row.seeds().stream().filter(seed -> seed.report() != null).toList();
        if (linked.size() == 1) {
            link(linked.get(0), row.name());
        } else {
            html.append(Html.escape(row.name()));
            linked.forEach(
                    seed -> {
                        html.append(' ');
                        link(seed, seed.seed());
                    });
        }
        if (!row.title().isEmpty()) {
            html.append("<small>").append(Html.escape(row.title())).append("</small>");
        }
        if (!row.remark().isEmpty()) {
            html.append("<small class=\"bad\">")
                    .append(Html.escape(row.remark()))
                    .append("</small>");
        }
    }

    private void link(SeedScores seed, String text) {
        html.append("<a href=\"")
                .append(Html.escape(encoded(seed.report())))
                .append("\">")
                .append(Html.escape(text))
                .append("</a>");
    }

    /** A relative path as it stands in a link: all but plain characters by their bytes. */
    static String encoded(String path) {
        StringBuilder link = new StringBuilder();
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean plain = String.valueOf(c).matches("[A-Za-z0-9._~/+-]");
            if (plain) {
                link.append(c);
            } else {
                link.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return link.toString();
    }

    private void plots() {
        List<String> drawable = table.metrics().stream().filter(this::anyScore).toList();
        if (drawable.isEmpty()) {
            return;
        }
        html.append("<h2>Beside the paper</h2>\n<div class=\"grid\">\n");
        drawable.forEach(metric -> html.append(DotPlot.html(table, metric)));
        html.append("</div>\n<p class=\"soft\">Dots are ours, with the 95 % bootstrap interval, ")
                .append("whole speakers resampled where they are known and clips where not, or ")
                .append("with the standard deviation over seeds where there are several. ")
                .append(
                        drawable.stream().anyMatch(table::hasPerClip)
                                ? "Diamonds are our per-clip figures. "
                                : "")
                .append("Rings are the paper&#39;s.</p>\n");
    }

    private boolean anyScore(String metric) {
        return table.rows().stream().anyMatch(row -> row.score(metric).known());
    }
}
