package org.burst4j.report;

import java.util.Locale;

/** A {@link Sheet} that becomes SVG. */
final class SvgSheet implements Sheet {
    private final StringBuilder svg = new StringBuilder();

    @Override
    public void box(Ink ink, double x, double y, double width, double height, String tip) {
        add(
                "<rect class=\"%s\" fill=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                        + " height=\"%.1f\"",
                ink.style(), ink.hex(), x, y, width, height);
        svg.append(tip.isEmpty() ? "/>\n" : "><title>" + Html.escape(tip) + "</title></rect>\n");
    }

    @Override
    public void line(Ink ink, double x1, double y1, double x2, double y2) {
        add(
                "<line class=\"%s\" stroke=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\""
                        + " y2=\"%.1f\"/>\n",
                ink.style(), ink.hex(), x1, y1, x2, y2);
    }

    @Override
    public void text(Ink ink, int size, boolean bold, String text, double x, double y, double at) {
        add(
                "<text class=\"%s\" fill=\"%s\" font-size=\"%d\"%s text-anchor=\"%s\" x=\"%.1f\""
                        + " y=\"%.1f\">%s</text>\n",
                ink.style(),
                ink.hex(),
                size,
                bold ? " font-weight=\"bold\"" : "",
                at == 0 ? "start" : at == 1 ? "end" : "middle",
                x,
                y,
                Html.escape(text));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    /** The drawing as an element of a page, whose style sheet colours it. */
    String element(String title, int width, int height) {
        return String.format(
                Locale.ROOT,
                "<svg class=\"bars\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\">\n%s"
                        + "</svg>\n",
                Html.escape(title),
                width,
                height,
                svg);
    }

    /** The drawing as a file of its own. */
    String document(String title, int width, int height) {
        return String.format(
                Locale.ROOT,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                        + " viewBox=\"0 0 %d %d\" font-family=\"Helvetica, Arial, 'DejaVu Sans',"
                        + " sans-serif\">\n<title>%s</title>\n%s</svg>\n",
                width,
                height,
                width,
                height,
                Html.escape(title),
                svg);
    }
}
