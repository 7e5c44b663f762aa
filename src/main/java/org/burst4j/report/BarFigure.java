package org.burst4j.report;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.ConfigException;

/**
 * A figure of stacked bars: panels side by side over the same bins and series.
 *
 * @param name name of its files, e.g. {@code age-by-country}
 * @param title plain text
 * @param note one line below the title, may be empty
 * @param xTitle what the bins are of, e.g. {@code age}
 * @param ticks one label a bin; or, of a scale that is cut into bins, one more: the edges
 * @param bins number of bins, at least 1
 * @param seriesTitle what the series are of, empty if there is but one
 * @param series names of the series, at least one
 * @param panels at least one
 */
public record BarFigure(
        String name,
        String title,
        String note,
        String xTitle,
        List<String> ticks,
        int bins,
        String seriesTitle,
        List<String> series,
        List<Panel> panels) {

    /**
     * One panel.
     *
     * @param title plain text
     * @param yTitle what is counted
     * @param shares whether the values are shares of 1, to be read as percent
     * @param values one row a series, one number of 0 or more a bin
     */
    public record Panel(String title, String yTitle, boolean shares, List<List<Double>> values) {
        /** Copies the rows. */
        public Panel {
            values = values.stream().map(List::copyOf).toList();
        }

        /** The height of a bin's whole bar. */
        double total(int bin) {
            return values.stream().mapToDouble(row -> row.get(bin)).sum();
        }
    }

    /**
     * Copies the lists and checks that they fit.
     *
     * @throws ConfigException if a panel has not one value for each series and bin, or there are
     *     not as many ticks as bins or edges
     */
    public BarFigure {
        ticks = List.copyOf(ticks);
        series = List.copyOf(series);
        panels = List.copyOf(panels);
        int rows = series.size();
        int columns = bins;
        boolean fits =
                bins > 0
                        && rows > 0
                        && !panels.isEmpty()
                        && (ticks.size() == bins || ticks.size() == bins + 1)
                        && panels.stream()
                                .allMatch(
                                        panel ->
                                                panel.values().size() == rows
                                                        && panel.values().stream()
                                                                .allMatch(
                                                                        row ->
                                                                                row.size()
                                                                                        == columns));
        if (!fits) {
            throw new ConfigException(
                    String.format(
                            "figure '%s' has %d bins, %d ticks, %d series and panels that do not"
                                    + " fit",
                            name, bins, ticks.size(), rows),
                    "Give each panel one value for each series and bin.");
        }
    }

    /** Whether the ticks are the edges of the bins. */
    boolean edges() {
        return ticks.size() == bins + 1;
    }

    /** What people call a bin. */
    String bin(int bin) {
        return edges() ? ticks.get(bin) + " to " + ticks.get(bin + 1) : ticks.get(bin);
    }

    /** The numbers as a table: one row for each bin and series, the first row the header. */
    List<List<Object>> table() {
        List<List<Object>> rows = new ArrayList<>();
        List<Object> header = new ArrayList<>();
        header.addAll(edges() ? List.of(xTitle + "_from", xTitle + "_to") : List.of(xTitle));
        if (!seriesTitle.isEmpty()) {
            header.add(seriesTitle);
        }
        panels.forEach(panel -> header.add(panel.yTitle()));
        rows.add(header);
        for (int bin = 0; bin < bins; bin++) {
            for (int row = 0; row < series.size(); row++) {
                List<Object> cells = new ArrayList<>();
                cells.add(ticks.get(bin));
                if (edges()) {
                    cells.add(ticks.get(bin + 1));
                }
                if (!seriesTitle.isEmpty()) {
                    cells.add(series.get(row));
                }
                for (Panel panel : panels) {
                    double value = panel.values().get(row).get(bin);
                    boolean whole = !panel.shares() && value == Math.rint(value);
                    cells.add(whole ? (Object) (long) value : (Object) value);
                }
                rows.add(cells);
            }
        }
        return rows;
    }
}
