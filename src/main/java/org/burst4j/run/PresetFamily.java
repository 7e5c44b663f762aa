package org.burst4j.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Presets that share base settings and are the rows of one published table.
 *
 * @param name name, e.g. {@code avb-paper}
 * @param description what the family is, in one sentence
 * @param tableTitle title of the table
 * @param tableNote what to know when reading the table, in sentences; may be empty
 * @param columns metric keys of the table's columns in their order, e.g. {@code high.ccc}
 * @param baselineRow name of the table's row that no preset makes; null: there is none
 * @param baselineFigures published figures of that row by metric key
 * @param references rows that each other row is tested against, by name; may be empty
 * @param base settings that each row starts from
 */
public record PresetFamily(
        String name,
        String description,
        String tableTitle,
        String tableNote,
        List<String> columns,
        String baselineRow,
        Map<String, Double> baselineFigures,
        List<String> references,
        RunConfig base) {
    /** Copies the lists and the map. */
    public PresetFamily {
        columns = List.copyOf(columns);
        references = List.copyOf(references);
        baselineFigures = Collections.unmodifiableMap(new LinkedHashMap<>(baselineFigures));
    }
}
