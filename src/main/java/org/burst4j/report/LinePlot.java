package org.burst4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.report.LineChart.Line;
import org.burst4j.report.LineChart.Style;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a {@link LineChart} with XChart. */
final class LinePlot {
    static final int WIDTH = 1000;
    static final int HEIGHT = 560;

    // Half a stage label and a gap, as a share of the axis.
    private static final double LABEL_SHARE = 0.045;

    private static final Marker RING =
            new Marker() {
                @Override
                public void paint(Graphics2D pen, double x, double y, int size) {
                    pen.setStroke(new BasicStroke(3));
                    pen.draw(new Ellipse2D.Double(x - size, y - size, 2 * size, 2 * size));
                }
            };

    private LinePlot() {}

    static BufferedImage draw(LineChart chart) {
        XYChart plot =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(chart.title())
                        .xAxisTitle("epoch")
                        .yAxisTitle(chart.yTitle() + (chart.logarithmic() ? " (logarithmic)" : ""))
                        .build();
        style(plot.getStyler());
        plot.getStyler().setYAxisLogarithmic(chart.logarithmic());
        double first = chart.epochs().get(0);
        double last = chart.epochs().get(chart.epochs().size() - 1);
        plot.getStyler().setXAxisMin(first - 0.5).setXAxisMax(last + 0.5);
        // XChart widens the step until no two marks read the same: so this gives whole epochs.
        plot.getStyler().setXAxisDecimalPattern("0");
        if (chart.logarithmic()) {
            // A formatting function would make XChart place the marks as on a linear axis.
            plot.getStyler().setYAxisDecimalPattern("0.######");
        } else {
            plot.getStyler().setyAxisTickLabelsFormattingFunction(Numbers::compact);
            plot.getStyler()
                    .setYAxisMin(chart.lowEnd())
                    .setYAxisMax(chart.most() + 0.12 * chart.span());
        }
        chart.lines().forEach(line -> add(plot, chart, line));
        double labelY = chart.most() + (chart.logarithmic() ? 0 : 0.06 * chart.span());
        for (int i = 0; i < chart.stageStarts().size(); i++) {
            double x = chart.stageStarts().get(i) - 0.5;
            double labelX = x + LABEL_SHARE * (last - first + 1);
            plot.addAnnotation(new AnnotationLine(x, true, false));
            plot.addAnnotation(new AnnotationText("stage " + (i + 2), labelX, labelY, false));
        }
        return BitmapEncoder.getBufferedImage(plot);
    }

    private static void add(XYChart plot, LineChart chart, Line line) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < line.values().size(); i++) {
            if (Double.isFinite(line.values().get(i))) {
                x.add((double) chart.epochs().get(i));
                y.add(line.values().get(i));
            }
        }
        Color colour = Palette.LINES.get(line.colour() % Palette.LINES.size());
        XYSeries series = plot.addSeries(line.name(), x, y);
        series.setLineColor(colour);
        series.setMarkerColor(colour);
        if (line.style() == Style.RINGS) {
            series.setMarker(RING);
            series.setLineStyle(SeriesLines.NONE);
            return;
        }
        boolean dots =
                y.size() == 1 || (y.size() <= LineChart.MOST_DOTS && line.style() == Style.SOLID);
        series.setMarker(dots ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        series.setLineStyle(
                line.style() == Style.DASHED
                        ? new BasicStroke(
                                2,
                                BasicStroke.CAP_BUTT,
                                BasicStroke.JOIN_ROUND,
                                1,
                                new float[] {7, 5},
                                0)
                        : new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    private static void style(XYStyler styler) {
        styler.setBaseFont(Palette.NORMAL)
                .setChartTitleFont(Palette.TITLE)
                .setChartFontColor(Palette.TEXT)
                .setChartBackgroundColor(Color.WHITE)
                .setChartTitleBoxVisible(false)
                .setChartPadding(16)
                .setPlotBorderVisible(false)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendFont(Palette.NORMAL)
                .setLegendBorderColor(Color.WHITE)
                .setLegendSeriesLineLength(28)
                .setMarkerSize(6)
                .setAnnotationTextFont(Palette.NORMAL)
                .setAnnotationTextFontColor(Palette.SOFT)
                .setAnnotationLineColor(Palette.SOFT)
                .setAnnotationLineStroke(
                        new BasicStroke(
                                1,
                                BasicStroke.CAP_BUTT,
                                BasicStroke.JOIN_MITER,
                                1,
                                new float[] {5, 4},
                                0));
        styler.setAxisTitleFont(Palette.NORMAL)
                .setAxisTickLabelsFont(Palette.NORMAL)
                .setAxisTickLabelsColor(Palette.SOFT)
                .setAxisTickMarksColor(Palette.RULE)
                .setPlotGridLinesColor(Palette.RULE)
                .setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesStroke(new BasicStroke(1));
    }
}
