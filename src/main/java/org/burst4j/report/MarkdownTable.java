package org.burst4j.report;

import java.util.List;

/** Rows of plain text as a table in Markdown; all columns but the first and last to the right. */
public final class MarkdownTable {
    private MarkdownTable() {}

    /**
     * The table. Marks of Markdown in the cells stay as they are.
     *
     * @param rows cells row by row, the header first
     * @return lines of Markdown
     */
    public static String of(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).forEach(cell -> text.append("| ").append(safe(cell)).append(' '));
            text.append("|\n");
            if (i == 0) {
                int columns = rows.get(0).size();
                for (int c = 0; c < columns; c++) {
                    text.append(c == 0 || c == columns - 1 ? "|---" : "|---:");
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }

    /** What would end the cell or be taken for HTML, made harmless. */
    static String safe(String cell) {
        return cell.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("|", "\\|")
                .replaceAll("\\R", " ");
    }
}
