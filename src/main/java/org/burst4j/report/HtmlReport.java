package org.burst4j.report;

import java.util.List;
import java.util.Locale;
import org.burst4j.metric.Interval;
import org.burst4j.metric.JointScore;
import org.burst4j.report.RunReport.JointNumbers;

/**
 * The run as one HTML page that needs nothing beside itself: style inline, curves as inline SVG, no
 * script, nothing to load.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * Writes the page's text.
     *
     * @param run the run
     * @return a whole HTML document
     */
    public static String html(RunReport run) {
        StringBuilder html = HtmlPage.start(run.title(), "report.css");
        HtmlPage.facts(run.facts(), html);
        headline(run, html);
        curves(run.epochs(), html);
        if (!run.tasks().isEmpty()) {
            html.append("<h2>Scores of each task</h2>\n<div class=\"stack\">\n");
            run.tasks().forEach(task -> html.append(HtmlScores.html(task)));
            html.append("</div>\n");
        }
        if (!run.figures().isEmpty()) {
            html.append("<h2>Clips</h2>\n<div class=\"stack\">\n");
            run.figures()
                    .forEach(
                            figure ->
                                    html.append("<section class=\"card\">")
                                            .append(Figures.html(figure))
                                            .append("</section>\n"));
            html.append("</div>\n");
        }
        epochs(run.epochs(), html);
        return HtmlPage.end(html);
    }

    private static void headline(RunReport run, StringBuilder html) {
        boolean perClip = run.tasks().stream().anyMatch(task -> !Double.isNaN(task.perClip()));
        html.append(
                        "<h2>Headline</h2>\n<div class=\"card\"><div class=\"scroll\"><table class=\"headline\"><thead>")
                .append("<tr><th>Task</th><th>Metric</th><th>Score</th>")
                .append("<th>95 % interval</th><th>Chance</th><th>Clear of<br>chance</th>")
                .append("<th>Noise<br>ceiling</th><th>From chance<br>to ceiling</th>")
                .append(perClip ? "<th>CCC<br>per clip</th><th>Its<br>chance</th>" : "")
                .append("</tr></thead>")
                .append("<tbody>\n");
        for (TaskReport task : run.tasks()) {
            html.append("<tr><th scope=\"row\">")
                    .append(Html.escape(task.task().name()))
                    .append("</th>");
            headlineCell(html, "Metric", Html.escape(metricName(task)));
            headlineCell(html, "Score", "<b>" + Numbers.score(task.score()) + "</b>");
            headlineCell(html, "95 % interval", interval(task));
            headlineCell(html, "Chance", Numbers.score(task.chance()));
            headlineCell(html, "Clear of chance", clearOfChance(task));
            headlineCell(html, "Noise ceiling", Numbers.score(run.ceilingOf(task)));
            headlineCell(html, "From chance to ceiling", gauge(run.shareOfCeiling(task)));
            if (perClip) {
                headlineCell(html, "CCC per clip", Numbers.score(task.perClip()));
                headlineCell(html, "Its chance", Numbers.score(task.chancePerClip()));
            }
            html.append("</tr>\n");
        }
        run.joint().forEach((joint, numbers) -> jointRow(html, joint, numbers, perClip));
        html.append("</tbody></table></div>\n<p class=\"soft\">Chance is what the best constant ")
                .append("answer scores. The interval is a percentile bootstrap. The noise ceiling ")
                .append("is the score that the raters' noise leaves to a perfect listener; it is ")
                .append("known for synthetic clips only. For errors (MAE) less is better.")
                .append(
                        perClip
                                ? " CCC per clip is taken across the outputs of each clip, as the"
                                        + " loss was: it is not the challenge's metric, and its"
                                        + " chance is what the mean training labels score."
                                : "");
        run.joint()
                .keySet()
                .forEach(
                        joint ->
                                html.append(' ')
                                        .append(Html.escape(joint.title()))
                                        .append(" is the ")
                                        .append(Html.escape(joint.rule()))
                                        .append('.'));
        html.append("</p></div>\n");
    }

    private static void jointRow(
            StringBuilder html, JointScore joint, JointNumbers numbers, boolean perClip) {
        html.append("<tr><th scope=\"row\">")
                .append(Html.escape(String.join(", ", joint.tasks())))
                .append("</th>");
        headlineCell(html, "Metric", Html.escape(joint.title()));
        headlineCell(html, "Score", "<b>" + Numbers.score(numbers.score()) + "</b>");
        headlineCell(html, "95 % interval", interval(numbers.interval()));
        headlineCell(html, "Chance", Numbers.score(numbers.chance()));
        headlineCell(html, "Clear of chance", Numbers.UNKNOWN);
        headlineCell(html, "Noise ceiling", Numbers.score(numbers.ceiling()));
        headlineCell(html, "From chance to ceiling", gauge(numbers.shareOfCeiling()));
        if (perClip) {
            headlineCell(html, "CCC per clip", Numbers.UNKNOWN);
            headlineCell(html, "Its chance", Numbers.UNKNOWN);
        }
        html.append("</tr>\n");
    }

    /** A cell that carries its column's name, since on a phone the cells stand in a list. */
    private static void headlineCell(StringBuilder html, String column, String content) {
        html.append("<td data-column=\"")
                .append(column)
                .append("\">")
                .append(content)
                .append("</td>");
    }

    static String metricName(TaskReport task) {
        return task.metric().suffix().toUpperCase(Locale.ROOT);
    }

    static String interval(TaskReport task) {
        return interval(task.interval());
    }

    static String interval(Interval interval) {
        return interval.known()
                ? Numbers.score(interval.low()) + " to " + Numbers.score(interval.high())
                : Numbers.UNKNOWN;
    }

    private static String clearOfChance(TaskReport task) {
        if (!task.interval().known() || Double.isNaN(task.chance())) {
            return Numbers.UNKNOWN;
        }
        return task.clearOfChance()
                ? "<span class=\"good\">yes</span>"
                : "<span class=\"bad\">no</span>";
    }

    private static String gauge(double share) {
        if (!Double.isFinite(share)) {
            return Numbers.UNKNOWN;
        }
        return String.format(
                Locale.ROOT,
                "%s<span class=\"gauge\"><span style=\"width:%.0f%%\"></span></span>",
                Numbers.percent(share),
                100 * Math.max(0, Math.min(1, share)));
    }

    private static void curves(List<EpochRow> epochs, StringBuilder html) {
        List<LineChart> charts = LineCharts.of(epochs);
        if (charts.isEmpty()) {
            return;
        }
        html.append("<h2>Learning curves</h2>\n<div class=\"grid\">\n");
        charts.forEach(chart -> html.append(SvgChart.html(chart)));
        html.append("</div>\n<p class=\"soft\">The numbers beside the names are those of the last ")
                .append("epoch.</p>\n");
    }

    private static void epochs(List<EpochRow> epochs, StringBuilder html) {
        if (epochs.isEmpty()) {
            return;
        }
        List<String> metrics =
                epochs.stream().flatMap(row -> row.metrics().keySet().stream()).distinct().toList();
        html.append("<h2>Epochs</h2>\n<details class=\"card\"><summary>All ")
                .append(epochs.size())
                .append(" epochs as a table</summary>\n<div class=\"scroll\"><table><thead><tr>")
                .append(
                        "<th>Epoch</th><th>Stage</th><th>Training loss</th><th>Validation loss</th>")
                .append("<th>Learning rate</th><th>Seconds</th>");
        metrics.forEach(name -> html.append("<th>").append(Html.escape(name)).append("</th>"));
        html.append("<th>Best so far</th></tr></thead><tbody>\n");
        for (EpochRow row : epochs) {
            html.append("<tr><td>").append(row.globalEpoch());
            for (String cell :
                    List.of(
                            Integer.toString(row.stage()),
                            Numbers.compact(row.trainLoss()),
                            Numbers.compact(row.valLoss()),
                            Numbers.compact(row.learningRate()),
                            Numbers.compact(row.seconds()))) {
                html.append("</td><td>").append(cell);
            }
            metrics.forEach(
                    name ->
                            html.append("</td><td>")
                                    .append(
                                            Numbers.score(
                                                    row.metrics().getOrDefault(name, Double.NaN))));
            html.append("</td><td>").append(row.best() ? "yes" : "").append("</td></tr>\n");
        }
        html.append("</tbody></table></div></details>\n");
    }
}
