package org.burst4j.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** A {@link Sheet} of pixels, twice as fine as the figure's own. Close it when all is drawn. */
final class ImageSheet implements Sheet, AutoCloseable {
    static final int SCALE = 2;

    private final BufferedImage image;
    private final Graphics2D pen;

    ImageSheet(int width, int height) {
        image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        pen = Palette.pen(image);
        pen.scale(SCALE, SCALE);
        pen.setStroke(new BasicStroke(1));
    }

    BufferedImage image() {
        return image;
    }

    @Override
    public void box(Ink ink, double x, double y, double width, double height, String tip) {
        pen.setColor(ink.colour());
        pen.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void line(Ink ink, double x1, double y1, double x2, double y2) {
        pen.setColor(ink.colour());
        pen.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void text(Ink ink, int size, boolean bold, String text, double x, double y, double at) {
        Font font = new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size);
        Palette.text(pen, font, ink.colour(), text, x, y, at);
    }

    @Override
    public void close() {
        pen.dispose();
    }
}
