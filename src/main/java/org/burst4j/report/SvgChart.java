package org.burst4j.report;

import java.util.List;
import java.util.Locale;
import org.burst4j.report.LineChart.Line;
import org.burst4j.report.LineChart.Style;

/** Draws a {@link LineChart} as inline SVG with a legend below, coloured by the page's CSS. */
final class SvgChart {
    static final int COLOURS = 8;
    private static final int WIDTH = 460;
    private static final int HEIGHT = 264;
    private static final int LEFT = 52;
    private static final int RIGHT = 448;
    private static final int TOP = 38;
    private static final int BOTTOM = 228;

    private final LineChart chart;
    private final boolean logarithmic;
    private final double low;
    private final double high;
    private final int firstEpoch;
    private final int lastEpoch;
    private final StringBuilder svg = new StringBuilder();

    private SvgChart(LineChart chart) {
        this.chart = chart;
        logarithmic = chart.logarithmic();
        low = logarithmic ? chart.least() / 1.2 : chart.lowEnd();
        high = logarithmic ? chart.most() * 1.2 : chart.most() + 0.05 * chart.span();
        firstEpoch = chart.epochs().get(0);
        lastEpoch = chart.epochs().get(chart.epochs().size() - 1);
    }

    static String html(LineChart chart) {
        SvgChart drawing = new SvgChart(chart);
        drawing.svg
                .append("<section class=\"card\"><h3>")
                .append(Html.escape(chart.title()))
                .append("</h3>\n<svg class=\"chart\" role=\"img\" aria-label=\"")
                .append(Html.escape(chart.title()))
                .append("\" viewBox=\"0 0 ")
                .append(WIDTH + " " + HEIGHT)
                .append("\">\n");
        drawing.axes();
        drawing.stages();
        chart.lines().forEach(drawing::line);
        drawing.svg.append("</svg>\n<ul class=\"legend\">\n");
        chart.lines().forEach(drawing::legend);
        return drawing.svg.append("</ul></section>\n").toString();
    }

    private double x(double epoch) {
        double share =
                lastEpoch == firstEpoch ? 0.5 : (epoch - firstEpoch) / (lastEpoch - firstEpoch);
        return LEFT + 8 + share * (RIGHT - LEFT - 16);
    }

    private double y(double value) {
        double share =
                logarithmic
                        ? Math.log(value / low) / Math.log(high / low)
                        : (value - low) / (high - low);
        return BOTTOM - share * (BOTTOM - TOP);
    }

    private void axes() {
        List<Double> marks =
                logarithmic ? Ticks.logarithmic(low, high) : Ticks.linear(low, high, 5);
        for (double mark : marks) {
            add(
                    "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT, RIGHT, y(mark), y(mark));
            text(LEFT - 6, y(mark) + 4, "end", Numbers.compact(mark));
        }
        double step = Math.max(1, Ticks.step(Math.max(0.1, (lastEpoch - firstEpoch) / 8.0)));
        for (int epoch = firstEpoch; epoch <= lastEpoch; epoch++) {
            if (epoch % (long) step == 0 || firstEpoch == lastEpoch) {
                text(x(epoch), BOTTOM + 18, "middle", Integer.toString(epoch));
            }
        }
        text((LEFT + RIGHT) / 2.0, HEIGHT - 4, "middle", "epoch");
        text(2, 12, "start", chart.yTitle() + (logarithmic ? " (logarithmic)" : ""));
    }

    private void stages() {
        for (int i = 0; i < chart.stageStarts().size(); i++) {
            double at = x(chart.stageStarts().get(i) - 0.5);
            add(
                    "<line class=\"stage\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    at, at, TOP, BOTTOM);
            text(at, TOP - 6, "middle", "stage " + (i + 2));
        }
    }

    private void line(Line line) {
        int colour = line.colour() % COLOURS;
        if (line.style() == Style.RINGS) {
            marks(line, "<circle class=\"ring s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\">");
            return;
        }
        // A curve has a gap where it has no number.
        StringBuilder points = new StringBuilder();
        for (int i = 0; i <= line.values().size(); i++) {
            boolean drawable = i < line.values().size() && Double.isFinite(line.values().get(i));
            if (drawable) {
                points.append(
                        String.format(
                                Locale.ROOT,
                                "%.1f,%.1f ",
                                x(chart.epochs().get(i)),
                                y(line.values().get(i))));
            } else if (!points.isEmpty()) {
                add(
                        "<polyline class=\"s%d%s\" points=\"%s\"/>",
                        colour,
                        line.style() == Style.DASHED ? " dashed" : "",
                        points.toString().strip());
                points.setLength(0);
            }
        }
        if (line.values().size() <= LineChart.MOST_DOTS) {
            marks(line, "<circle class=\"f%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\">");
        }
    }

    private void marks(Line line, String circle) {
        for (int i = 0; i < line.values().size(); i++) {
            double value = line.values().get(i);
            int epoch = chart.epochs().get(i);
            if (Double.isFinite(value)) {
                String text = line.name() + ", epoch " + epoch + ": " + Numbers.compact(value);
                add(circle, line.colour() % COLOURS, x(epoch), y(value));
                add("<title>%s</title></circle>", Html.escape(text));
            }
        }
    }

    private void legend(Line line) {
        double last =
                line.values().stream().filter(Double::isFinite).reduce((a, b) -> b).orElseThrow();
        int colour = line.colour() % COLOURS;
        svg.append("<li><svg viewBox=\"0 0 22 10\" aria-hidden=\"true\">");
        if (line.style() == Style.RINGS) {
            add("<circle class=\"ring s%d\" cx=\"11\" cy=\"5\" r=\"4\"/>", colour);
        } else {
            String dashes = line.style() == Style.DASHED ? " dashed" : "";
            add("<line class=\"s%d%s\" x1=\"1\" x2=\"21\" y1=\"5\" y2=\"5\"/>", colour, dashes);
        }
        add("</svg>%s <b>%s</b></li>", Html.escape(line.name()), Numbers.compact(last));
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
