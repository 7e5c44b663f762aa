package org.burst4j.report;

import java.awt.Color;
import java.util.Locale;

/**
 * What a figure is drawn with: a colour, and the name of a style by which a page may replace it.
 *
 * @param style class name for style sheets
 * @param colour the colour where there is no style sheet
 */
record Ink(String style, Color colour) {
    static final Ink TEXT = new Ink("ink", Palette.TEXT);
    static final Ink SOFT = new Ink("soft-ink", Palette.SOFT);
    static final Ink RULE = new Ink("rule", Palette.RULE);
    static final Ink SHEET = new Ink("sheet", Color.WHITE);
    static final Ink ON_BAR = new Ink("on-bar", Color.WHITE);

    /** The ink of a series; from the ninth on the colours come again, half as strong. */
    static Ink series(int number) {
        int colours = Palette.LINES.size();
        Color colour = Palette.LINES.get(number % colours);
        boolean light = number / colours % 2 == 1;
        String style = "f" + number % colours + (light ? " light" : "");
        return new Ink(style, light ? halfWhite(colour) : colour);
    }

    private static Color halfWhite(Color colour) {
        return new Color(
                (colour.getRed() + 255) / 2,
                (colour.getGreen() + 255) / 2,
                (colour.getBlue() + 255) / 2);
    }

    /** The colour as {@code #rrggbb}. */
    String hex() {
        return String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xFFFFFF);
    }
}
