package org.burst4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.report.BarFigure.Panel;

/** Lays a {@link BarFigure} out: title, note and legend above, the panels side by side. */
final class BarDrawing {
    static final int PANEL_WIDTH = 480;
    static final int HEIGHT = 420;
    private static final int MARGIN = 20;
    private static final int LEFT = 56;
    private static final int BOTTOM = 362;
    private static final int PANEL_HEAD = 34;
    private static final int LEGEND_ROW = 20;
    private static final int TITLE = 18;
    private static final int NORMAL = 13;
    private static final int SMALL = 11;

    /** Mean width of a letter as a share of the type size, so that layout needs no fonts. */
    private static final double LETTER = 0.6;

    private final BarFigure figure;
    private final Sheet sheet;
    private final List<List<Integer>> legend;
    private final int top;

    private BarDrawing(BarFigure figure, Sheet sheet) {
        this.figure = figure;
        this.sheet = sheet;
        this.legend = legend(figure);
        this.top = 74 + LEGEND_ROW * legend.size() + PANEL_HEAD;
    }

    static int width(BarFigure figure) {
        return MARGIN + figure.panels().size() * PANEL_WIDTH;
    }

    static int height(BarFigure figure) {
        return HEIGHT + LEGEND_ROW * legend(figure).size();
    }

    static void draw(BarFigure figure, Sheet sheet) {
        new BarDrawing(figure, sheet).draw();
    }

    /** The series of each line of the legend; none if there is one series. */
    private static List<List<Integer>> legend(BarFigure figure) {
        List<List<Integer>> rows = new ArrayList<>();
        double used = Double.POSITIVE_INFINITY;
        for (int series = 0;
                figure.series().size() > 1 && series < figure.series().size();
                series++) {
            double width = entryWidth(figure.series().get(series));
            if (used + width > width(figure) - 2 * MARGIN) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(series);
            used += width;
        }
        return rows;
    }

    private static double entryWidth(String name) {
        return 40 + width(name, NORMAL);
    }

    private static double width(String text, int size) {
        return LETTER * size * text.length();
    }

    private int bottom() {
        return BOTTOM + LEGEND_ROW * legend.size();
    }

    private void draw() {
        sheet.box(Ink.SHEET, 0, 0, width(figure), height(figure), "");
        sheet.text(Ink.TEXT, TITLE, true, figure.title(), MARGIN, 32, 0);
        sheet.text(Ink.SOFT, NORMAL, false, figure.note(), MARGIN, 54, 0);
        for (int row = 0; row < legend.size(); row++) {
            double x = MARGIN;
            double y = 78 + LEGEND_ROW * row;
            for (int series : legend.get(row)) {
                String name = figure.series().get(series);
                sheet.box(Ink.series(series), x, y - 11, 12, 12, "");
                sheet.text(Ink.TEXT, NORMAL, false, name, x + 18, y, 0);
                x += entryWidth(name);
            }
        }
        for (int panel = 0; panel < figure.panels().size(); panel++) {
            panel(figure.panels().get(panel), panel * PANEL_WIDTH);
        }
    }

    private void panel(Panel panel, double start) {
        double left = start + LEFT;
        double right = start + PANEL_WIDTH;
        int bottom = bottom();
        double most = 0;
        for (int bin = 0; bin < figure.bins(); bin++) {
            most = Math.max(most, panel.total(bin));
        }
        double high = panel.shares() ? 1 : Math.max(1, most * 1.06);
        double scale = (bottom - top) / high;
        sheet.text(Ink.TEXT, NORMAL, true, panel.title(), left, top - 18, 0);
        for (double mark : Ticks.linear(0, high, 5)) {
            double y = bottom - mark * scale;
            sheet.line(Ink.RULE, left, y, right, y);
            String text = panel.shares() ? Numbers.percent(mark) : Numbers.compact(mark);
            sheet.text(Ink.SOFT, SMALL, false, text, left - 6, y + 4, 1);
        }
        double step = (right - left) / figure.bins();
        // Bars of a scale that is cut into bins stand close, those of classes apart.
        double gap = figure.edges() ? Math.min(2, step / 8) : step * 0.16;
        for (int bin = 0; bin < figure.bins(); bin++) {
            bar(panel, bin, left + bin * step + gap / 2, step - gap, scale);
        }
        sheet.line(Ink.SOFT, left, bottom, right, bottom);
        ticks(left, step, bottom);
        String bins = figure.xTitle();
        sheet.text(Ink.SOFT, NORMAL, false, bins, (left + right) / 2, bottom + 42, .5);
    }

    private void bar(Panel panel, int bin, double x, double width, double scale) {
        double y = bottom();
        double total = panel.total(bin);
        for (int series = 0; series < figure.series().size(); series++) {
            double value = panel.values().get(series).get(bin);
            double height = value * scale;
            if (value <= 0) {
                continue;
            }
            y -= height;
            String number = number(panel, value);
            // A hair of the sheet between the parts tells like colours apart.
            double hair = height > 3 ? 0.8 : 0;
            sheet.box(
                    Ink.series(series),
                    x,
                    y + hair,
                    width,
                    height - hair,
                    tip(bin, series, number));
            String inside = panel.shares() ? number.replace(" ", "") : number;
            if (figure.series().size() > 1 && height > 15 && fits(inside, width)) {
                sheet.text(Ink.ON_BAR, SMALL, false, inside, x + width / 2, y + height / 2 + 4, .5);
            }
        }
        String sum = Numbers.compact(total);
        if (total > 0 && !panel.shares() && fits(sum, width)) {
            sheet.text(Ink.TEXT, SMALL, false, sum, x + width / 2, y - 4, .5);
        }
    }

    private static boolean fits(String text, double width) {
        return width(text, SMALL) <= width;
    }

    private static String number(Panel panel, double value) {
        return panel.shares() ? Numbers.percent(value) : Numbers.compact(value);
    }

    private String tip(int bin, int series, String number) {
        String of = figure.series().size() > 1 ? ", " + figure.series().get(series) : "";
        return String.format(
                Locale.ROOT, "%s %s%s: %s", figure.xTitle(), figure.bin(bin), of, number);
    }

    private void ticks(double left, double step, int bottom) {
        List<String> ticks = figure.ticks();
        double widest = ticks.stream().mapToDouble(tick -> width(tick, SMALL)).max().orElse(0);
        // Labels that would touch are left out, every second one or more; or set in two lines.
        boolean staggered = !figure.edges() && widest + 6 > step && widest + 6 <= 2 * step;
        int every = staggered ? 1 : (int) Math.max(1, Math.ceil((widest + 6) / step));
        for (int tick = 0; tick < ticks.size(); tick += every) {
            double x = left + (tick + (figure.edges() ? 0 : 0.5)) * step;
            if (figure.edges()) {
                sheet.line(Ink.SOFT, x, bottom, x, bottom + 4);
            }
            int down = staggered && tick % 2 == 1 ? 28 : 16;
            sheet.text(Ink.SOFT, SMALL, false, ticks.get(tick), x, bottom + down, .5);
        }
    }
}
