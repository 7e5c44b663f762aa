package org.burst4j.report;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.burst4j.metric.RegressionScores;

/** The CCC of each output as a bar, one below the other, so that 40 names can be read. */
final class ScoresPlot {
    private static final int ROW = 24;
    private static final int TOP = 84;
    private static final int PLOT_WIDTH = 560;

    private ScoresPlot() {}

    static BufferedImage draw(String name, RegressionScores scores) {
        int rows = scores.labels().size();
        int left = 32 + Palette.widest(Palette.NORMAL, scores.labels());
        double low =
                Math.floor(
                                10
                                        * scores.ccc().stream()
                                                .mapToDouble(c -> c)
                                                .filter(c -> c < 0)
                                                .min()
                                                .orElse(0))
                        / 10;
        BufferedImage image =
                new BufferedImage(
                        left + PLOT_WIDTH + 80, TOP + rows * ROW + 52, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = Palette.pen(image);
        try {
            Palette.text(
                    pen, Palette.TITLE, Palette.TEXT, "CCC of each output: " + name, 20, 34, 0);
            Palette.text(
                    pen,
                    Palette.NORMAL,
                    Palette.SOFT,
                    "mean " + Numbers.score(scores.meanCcc()),
                    20,
                    58,
                    0);
            double scale = PLOT_WIDTH / (1 - low);
            int bottom = TOP + rows * ROW;
            for (double mark : Ticks.linear(low, 1, 6)) {
                double x = left + (mark - low) * scale;
                pen.setColor(Math.abs(mark) < 1e-9 ? Palette.SOFT : Palette.RULE);
                pen.draw(new Line2D.Double(x, TOP - 4, x, bottom + 4));
                Palette.text(
                        pen,
                        Palette.SMALL,
                        Palette.SOFT,
                        Numbers.compact(mark),
                        x,
                        bottom + 22,
                        .5);
            }
            for (int row = 0; row < rows; row++) {
                double ccc = scores.ccc().get(row);
                double y = TOP + row * ROW;
                double zero = left - low * scale;
                double length = Double.isFinite(ccc) ? Math.min(Math.abs(ccc), 1) * scale : 0;
                pen.setColor(ccc < 0 ? Palette.BAD : Palette.ACCENT);
                pen.fill(
                        new Rectangle2D.Double(
                                ccc < 0 ? zero - length : zero, y + 4, length, ROW - 8));
                Palette.text(
                        pen,
                        Palette.NORMAL,
                        Palette.TEXT,
                        scores.labels().get(row),
                        left - 12,
                        y + 17,
                        1);
                double end = ccc > 0 ? zero + length : zero;
                Palette.text(
                        pen, Palette.SMALL, Palette.TEXT, Numbers.score(ccc), end + 6, y + 16, 0);
            }
        } finally {
            pen.dispose();
        }
        return image;
    }
}
