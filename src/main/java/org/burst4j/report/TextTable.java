package org.burst4j.report;

import java.util.List;

/**
 * A table of words that stands below a {@link ComparisonTable}.
 *
 * @param title heading
 * @param rows rows of cells, the header first
 * @param notes sentences below the table
 */
public record TextTable(String title, List<List<String>> rows, List<String> notes) {
    /** Copies the lists. */
    public TextTable {
        rows = rows.stream().map(List::copyOf).toList();
        notes = List.copyOf(notes);
    }

    /**
     * The table as Markdown.
     *
     * @param level number of # before the title
     * @return the text
     */
    public String markdown(int level) {
        StringBuilder text =
                new StringBuilder("#".repeat(level)).append(' ').append(title).append("\n\n");
        text.append(MarkdownTable.of(rows));
        notes.forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    /** Adds the table as a section of a page. */
    void html(StringBuilder html) {
        html.append("<h2>")
                .append(Html.escape(title))
                .append("</h2>\n<div class=\"card\"><div class=\"scroll\"><table><thead>\n<tr>");
        rows.get(0).forEach(cell -> html.append("<th>").append(Html.escape(cell)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (List<String> row : rows.subList(1, rows.size())) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(Html.escape(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
        notes.forEach(
                note ->
                        html.append("<p class=\"soft\">")
                                .append(Html.escape(note))
                                .append("</p>\n"));
        html.append("</div>\n");
    }
}
