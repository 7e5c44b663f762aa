package org.burst4j.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.burst4j.ConfigException;

/** The forms of the files that presets are written in, and their reading. */
record PresetFiles(Function<String, InputStream> files) {
    /** {@code index.yaml}: the families. */
    record Index(List<String> families) {
        Index {
            families = orEmpty(families);
        }
    }

    /** {@code FAMILY.yaml}: what all rows of a family start from. */
    record Family(String description, String table, String inherits, ObjectNode config) {
        Family {
            config = orEmpty(config);
        }
    }

    /** {@code TABLE/table.yaml}: the rows of a table, by file, and its columns. */
    record Table(
            String title,
            String note,
            List<String> columns,
            Baseline baseline,
            List<String> references,
            List<String> rows) {
        Table {
            note = note == null ? "" : note.strip();
            columns = orEmpty(columns);
            references = orEmpty(references);
            rows = orEmpty(rows);
        }
    }

    /** The row of a table that no preset makes. */
    record Baseline(String row, Map<String, Double> figures) {
        Baseline {
            figures = figures == null ? Map.of() : figures;
        }
    }

    /** {@code TABLE/ROW.yaml}: what one row changes, or the rows that an ensemble joins. */
    record Row(
            String row,
            String inherits,
            String title,
            List<String> members,
            Map<String, Double> figures,
            ObjectNode config,
            List<Part> parts) {
        Row {
            members = orEmpty(members);
            figures = figures == null ? Map.of() : figures;
            config = orEmpty(config);
            parts = orEmpty(parts);
        }
    }

    /** Settings of a row for one family alone (null: for all), or for that row alone. */
    record Part(String family, Boolean inherited, ObjectNode config) {
        Part {
            inherited = inherited == null || inherited;
            config = orEmpty(config);
        }
    }

    /** A user's own file. */
    record Own(
            @JsonProperty("extends") String base,
            String title,
            Map<String, Double> figures,
            ObjectNode config) {
        Own {
            figures = figures == null ? Map.of() : figures;
            config = orEmpty(config);
        }
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static ObjectNode orEmpty(ObjectNode node) {
        return node == null ? ConfigTrees.YAML.createObjectNode() : node;
    }

    /** Reads one of the files inside the jar. */
    <T> T read(String file, Class<T> form) {
        try (InputStream in = files.apply(file)) {
            if (in == null) {
                throw new ConfigException(
                        file + " does not exist, but a file of presets names it",
                        "Check the names in index.yaml, the family's 'table' and the table's"
                                + " 'rows'.");
            }
            return form(
                    ConfigTrees.read(new InputStreamReader(in, StandardCharsets.UTF_8), file),
                    form,
                    file);
        } catch (IOException e) {
            throw new ConfigException(
                    file + " cannot be read: " + e.getMessage(), "Is the jar whole?", e);
        }
    }

    /** Checks that a tree has the keys of a form and no others. */
    static <T> T form(ObjectNode tree, Class<T> form, String file) {
        try {
            return ConfigTrees.YAML.treeToValue(tree, form);
        } catch (UnrecognizedPropertyException e) {
            List<String> known =
                    e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
            throw new ConfigException(
                    file + ": there is no key '" + ConfigTrees.path(e) + "'",
                    "Did you mean '"
                            + Closest.of(e.getPropertyName(), known)
                            + "'? Known here: "
                            + known,
                    e);
        } catch (JacksonException e) {
            throw new ConfigException(
                    file + ": key '" + ConfigTrees.path(e) + "': " + e.getOriginalMessage(),
                    "See docs/presets.md for the form of the file.",
                    e);
        }
    }

    /** The value of a key that must be there. */
    static String require(String value, String key, String file) {
        if (value == null || value.isBlank()) {
            throw new ConfigException(
                    file + ": the key '" + key + "' is missing", "Add a line '" + key + ": ...'.");
        }
        return value;
    }

    /** Figures whose keys are columns of the table. */
    static Map<String, Double> figures(
            Map<String, Double> figures, List<String> columns, String file) {
        figures.forEach(
                (key, value) -> {
                    if (!columns.contains(key) || value == null) {
                        throw new ConfigException(
                                file + ": key 'figures." + key + "' has no column or no number",
                                "The table's columns are " + columns + ".");
                    }
                });
        return figures;
    }
}
