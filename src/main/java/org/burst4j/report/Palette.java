package org.burst4j.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** The colours and fonts of the pictures: those of the page in light mode. */
final class Palette {
    static final Color TEXT = new Color(0x1c2430);
    static final Color SOFT = new Color(0x5b6675);
    static final Color RULE = new Color(0xdfe3e8);
    static final Color ACCENT = new Color(0x2563a8);
    static final Color BAD = new Color(0xb3412e);
    static final List<Color> LINES =
            List.of(
                    new Color(0x2563a8),
                    new Color(0xd1611b),
                    new Color(0x1b8a5a),
                    new Color(0xb0327c),
                    new Color(0x8a6d00),
                    new Color(0x6b4fbb),
                    new Color(0x00808f),
                    new Color(0x6b7280));
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 19);
    static final Font NORMAL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    static final Font STRONG = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private Palette() {}

    /** A white sheet's pen; the caller disposes of it. */
    static Graphics2D pen(BufferedImage image) {
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        return pen;
    }

    static int width(Font font, String text) {
        BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = one.createGraphics();
        try {
            return pen.getFontMetrics(font).stringWidth(text);
        } finally {
            pen.dispose();
        }
    }

    static int widest(Font font, List<String> texts) {
        return texts.stream().mapToInt(text -> width(font, text)).max().orElse(0);
    }

    /** Writes text with its left end, middle or right end (0, 0.5, 1) at x. */
    static void text(
            Graphics2D pen, Font font, Color colour, String text, double x, double y, double at) {
        pen.setFont(font);
        pen.setColor(colour);
        pen.drawString(text, (float) (x - at * pen.getFontMetrics().stringWidth(text)), (float) y);
    }
}
