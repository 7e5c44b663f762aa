package org.burst4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.burst4j.metric.ClassScores;
import org.burst4j.metric.ConfusionMatrix;

/** A confusion matrix as a heat map: counts in the cells, shades by the share of the row. */
final class ConfusionPlot {
    private static final int CELL_HEIGHT = 52;
    private static final int TOP = 132;

    private ConfusionPlot() {}

    static BufferedImage draw(String name, ClassScores scores) {
        ConfusionMatrix matrix = scores.confusion();
        List<String> labels = matrix.labels();
        int size = labels.size();
        int left = 36 + Palette.widest(Palette.STRONG, labels);
        int cell = Math.max(72, 16 + Palette.widest(Palette.STRONG, labels));
        int width = Math.max(left + (size + 1) * cell + 20, 560);
        BufferedImage image =
                new BufferedImage(width, TOP + size * CELL_HEIGHT + 28, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = Palette.pen(image);
        try {
            Palette.text(pen, Palette.TITLE, Palette.TEXT, "Confusion matrix: " + name, 20, 34, 0);
            String summary =
                    "UAR "
                            + Numbers.score(scores.uar())
                            + ", accuracy "
                            + Numbers.score(scores.accuracy())
                            + ", "
                            + matrix.total()
                            + " clips; shades are shares of the row";
            Palette.text(pen, Palette.NORMAL, Palette.SOFT, summary, 20, 58, 0);
            double middle = left + size * cell / 2.0;
            Palette.text(pen, Palette.SMALL, Palette.SOFT, "predicted", middle, 92, .5);
            Palette.text(pen, Palette.SMALL, Palette.SOFT, "truth", left - 12, TOP - 12, 1);
            double recallX = left + (size + .5) * cell;
            Palette.text(pen, Palette.SMALL, Palette.SOFT, "recall", recallX, TOP - 12, .5);
            for (int row = 0; row < size; row++) {
                double y = TOP + row * CELL_HEIGHT;
                double textY = y + CELL_HEIGHT / 2.0 + 5;
                String label = labels.get(row);
                double columnX = left + (row + .5) * cell;
                Palette.text(pen, Palette.STRONG, Palette.TEXT, label, columnX, TOP - 12, .5);
                Palette.text(pen, Palette.STRONG, Palette.TEXT, label, left - 12, textY, 1);
                String recall = Numbers.score(matrix.recall().get(row));
                Palette.text(pen, Palette.STRONG, Palette.TEXT, recall, recallX, textY, .5);
                for (int column = 0; column < size; column++) {
                    double x = left + column * cell;
                    cell(pen, matrix, row, column, new Rectangle2D.Double(x, y, cell, CELL_HEIGHT));
                }
            }
        } finally {
            pen.dispose();
        }
        return image;
    }

    private static void cell(
            Graphics2D pen, ConfusionMatrix matrix, int row, int column, Rectangle2D box) {
        int support = matrix.support(row);
        double share = support == 0 ? 0 : (double) matrix.count(row, column) / support;
        pen.setColor(shade(share));
        pen.fill(box);
        pen.setStroke(new BasicStroke(1));
        pen.setColor(Palette.RULE);
        pen.draw(box);
        if (row == column) {
            pen.setStroke(new BasicStroke(2));
            pen.setColor(Palette.ACCENT);
            pen.draw(
                    new Rectangle2D.Double(
                            box.getX() + 1.5,
                            box.getY() + 1.5,
                            box.getWidth() - 3,
                            box.getHeight() - 3));
        }
        Color ink = share > HtmlScores.DARK_SHARE ? Color.WHITE : Palette.TEXT;
        String count = Integer.toString(matrix.count(row, column));
        Palette.text(pen, Palette.STRONG, ink, count, box.getCenterX(), box.getY() + 24, .5);
        String percent = support == 0 ? Numbers.UNKNOWN : Numbers.percent(share);
        Palette.text(pen, Palette.SMALL, ink, percent, box.getCenterX(), box.getY() + 42, .5);
    }

    private static Color shade(double share) {
        return new Color(
                mix(255, Palette.ACCENT.getRed(), share),
                mix(255, Palette.ACCENT.getGreen(), share),
                mix(255, Palette.ACCENT.getBlue(), share));
    }

    private static int mix(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }
}
