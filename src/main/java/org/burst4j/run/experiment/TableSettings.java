package org.burst4j.run.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a table shows that no run knows.
 *
 * @param title heading
 * @param metrics keys of the metrics that are columns, in their order; empty: those of the runs
 * @param published rows that have a paper's figures only, by name, e.g. its baseline
 * @param notes sentences below the table
 * @param references names of rows that each other row is tested against; may be empty
 */
public record TableSettings(
        String title,
        List<String> metrics,
        Map<String, Map<String, Double>> published,
        List<String> notes,
        List<String> references) {

    /** Copies lists and maps, keeping their order. */
    public TableSettings {
        metrics = List.copyOf(metrics);
        published = Collections.unmodifiableMap(new LinkedHashMap<>(published));
        notes = List.copyOf(notes);
        references = List.copyOf(references);
    }

    /**
     * A table without tests between its rows.
     *
     * @param title heading
     * @param metrics keys of the metrics that are columns
     * @param published rows that have a paper's figures only, by name
     * @param notes sentences below the table
     */
    public TableSettings(
            String title,
            List<String> metrics,
            Map<String, Map<String, Double>> published,
            List<String> notes) {
        this(title, metrics, published, notes, List.of());
    }
}
