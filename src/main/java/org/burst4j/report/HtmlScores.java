package org.burst4j.report;

import java.util.List;
import java.util.Locale;
import org.burst4j.metric.ClassScores;
import org.burst4j.metric.ConfusionMatrix;
import org.burst4j.metric.RegressionScores;

/** The part of the page that shows one task: a table of outputs, or a confusion matrix. */
final class HtmlScores {
    // From this share on a cell is dark enough to need the light text.
    static final double DARK_SHARE = 0.55;

    private HtmlScores() {}

    static String html(TaskReport report) {
        String body =
                report.scores() instanceof ClassScores classes
                        ? matrix(classes.confusion())
                        : table((RegressionScores) report.scores());
        return "<section class=\"card\"><h3>"
                + Html.escape(report.task().name())
                + "</h3>\n"
                + "<p class=\"soft\">"
                + Html.escape(summary(report))
                + "</p>\n<div class=\"scroll\">"
                + body
                + "</div></section>\n";
    }

    static String summary(TaskReport report) {
        if (report.scores() instanceof ClassScores scores) {
            return "Rows are the truth, columns the prediction; shades are shares of the row. UAR "
                    + Numbers.score(scores.uar())
                    + ", accuracy "
                    + Numbers.score(scores.accuracy())
                    + ", "
                    + scores.confusion().total()
                    + " clips.";
        }
        RegressionScores scores = (RegressionScores) report.scores();
        return "Means over the outputs: CCC "
                + Numbers.score(scores.meanCcc())
                + ", Pearson "
                + Numbers.score(scores.meanPearson())
                + ", mean absolute error "
                + Numbers.score(scores.meanMae())
                + "."
                + perClip(report);
    }

    private static String perClip(TaskReport report) {
        if (Double.isNaN(report.perClip())) {
            return "";
        }
        return " CCC across the outputs of each clip, as the task's loss takes it and not the"
                + " challenge: "
                + Numbers.score(report.perClip())
                + " (one answer for all clips: "
                + Numbers.score(report.chancePerClip())
                + ", a perfect one "
                + Numbers.score(1 - 1.0 / report.task().size())
                + ").";
    }

    private static String table(RegressionScores scores) {
        StringBuilder html =
                new StringBuilder(
                        "<table><thead><tr><th>Output</th><th>CCC</th><th class=\"left\">CCC from 0"
                                + " to 1</th><th>Pearson</th><th>MAE</th><th>Clips</th></tr></thead>"
                                + "<tbody>\n");
        for (int k = 0; k < scores.labels().size(); k++) {
            double ccc = scores.ccc().get(k);
            html.append("<tr><th scope=\"row\">")
                    .append(Html.escape(scores.labels().get(k)))
                    .append("</th><td class=\"strong\">")
                    .append(Numbers.score(ccc))
                    .append("</td><td class=\"bar\">")
                    .append(bar(ccc))
                    .append("</td><td>")
                    .append(Numbers.score(scores.pearson().get(k)))
                    .append("</td><td>")
                    .append(Numbers.score(scores.mae().get(k)))
                    .append("</td><td>")
                    .append(scores.n().get(k))
                    .append("</td></tr>\n");
        }
        return html.append("</tbody></table>").toString();
    }

    /** A bar from 0 to the score; below 0 it is of full length in the colour of warnings. */
    private static String bar(double score) {
        double length = Double.isFinite(score) ? 100 * Math.min(1, Math.abs(score)) : 0;
        return String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 100 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                        + "<rect%s x=\"0\" y=\"2\" width=\"%.1f\" height=\"10\"/>"
                        + "<line x1=\"0\" x2=\"0\" y1=\"0\" y2=\"14\"/>"
                        + "<line x1=\"100\" x2=\"100\" y1=\"0\" y2=\"14\"/></svg>",
                score < 0 ? " class=\"minus\"" : "",
                length);
    }

    private static String matrix(ConfusionMatrix confusion) {
        List<String> labels = confusion.labels();
        StringBuilder html =
                new StringBuilder(
                        "<table class=\"matrix\"><thead><tr><th class=\"left\">Truth</th>");
        labels.forEach(label -> html.append("<th>").append(Html.escape(label)).append("</th>"));
        html.append("<th>Clips</th><th>Recall</th></tr></thead><tbody>\n");
        for (int row = 0; row < labels.size(); row++) {
            html.append("<tr><th scope=\"row\">")
                    .append(Html.escape(labels.get(row)))
                    .append("</th>");
            for (int column = 0; column < labels.size(); column++) {
                html.append(cell(confusion, row, column));
            }
            html.append("<td class=\"plain\">")
                    .append(confusion.support(row))
                    .append("</td><td class=\"plain strong\">")
                    .append(Numbers.score(confusion.recall().get(row)))
                    .append("</td></tr>\n");
        }
        html.append("<tr><th scope=\"row\">Precision</th>");
        confusion
                .precision()
                .forEach(
                        value ->
                                html.append("<td class=\"plain\">")
                                        .append(Numbers.score(value))
                                        .append("</td>"));
        return html.append("<td class=\"plain\">")
                .append(confusion.total())
                .append("</td><td class=\"plain\"></td></tr>\n</tbody></table>")
                .toString();
    }

    private static String cell(ConfusionMatrix confusion, int row, int column) {
        int support = confusion.support(row);
        double share = support == 0 ? 0 : (double) confusion.count(row, column) / support;
        String classes = (share > DARK_SHARE ? "high" : "") + (row == column ? " right" : "");
        return String.format(
                Locale.ROOT,
                "<td class=\"%s\" style=\"--share:%.3f\">%d<small>%s</small></td>",
                classes.strip(),
                share,
                confusion.count(row, column),
                support == 0 ? Numbers.UNKNOWN : Numbers.percent(share));
    }
}
