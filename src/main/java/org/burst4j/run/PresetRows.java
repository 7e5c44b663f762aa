package org.burst4j.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.burst4j.ConfigException;

/** Makes the rows of one family into presets, each over the row that it inherits from. */
final class PresetRows {
    /**
     * A preset, and the part of its settings that presets which rest on it take over.
     *
     * @param preset the preset
     * @param inheritable a whole configuration, never changed
     */
    record Resolved(Preset preset, ObjectNode inheritable) {}

    private record Source(String file, PresetFiles.Row row) {}

    private final PresetFamily family;
    private final ObjectNode base;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, Resolved> resolved = new LinkedHashMap<>();

    /**
     * Gathers the rows.
     *
     * @param family the family
     * @param base its base settings
     */
    PresetRows(PresetFamily family, ObjectNode base) {
        this.family = family;
        this.base = base;
    }

    /** Adds a row, which is checked but for its settings. */
    void add(String file, PresetFiles.Row row, List<String> families) {
        String name = PresetFiles.require(row.row(), "row", file);
        PresetFiles.require(row.title(), "title", file);
        PresetFiles.figures(row.figures(), family.columns(), file);
        for (PresetFiles.Part part : row.parts()) {
            if (part.family() != null && !families.contains(part.family())) {
                throw new ConfigException(
                        file + ": key 'parts.family': there is no family '" + part.family() + "'",
                        "The families are " + families + ".");
            }
        }
        requireNew(file, name, sources.put(name, new Source(file, row)), Source::file);
    }

    /** Refuses a second row of one name. */
    static <S> void requireNew(String file, String name, S earlier, Function<S, String> fileOf) {
        if (earlier != null) {
            throw new ConfigException(
                    file
                            + ": key 'row': "
                            + fileOf.apply(earlier)
                            + " has the name '"
                            + name
                            + "' too",
                    "Give each row a name of its own.");
        }
    }

    /** A key names a row that is not there. */
    static ConfigException noRow(String file, String key, String name, Set<String> rows) {
        return new ConfigException(
                file + ": key '" + key + "': there is no row '" + name + "'",
                "Did you mean '" + Closest.of(name, rows) + "'? The rows are " + rows);
    }

    /** All presets by row, in the order in which they were added. */
    Map<String, Resolved> resolve() {
        Map<String, Resolved> inOrder = new LinkedHashMap<>();
        for (String row : sources.keySet()) {
            inOrder.put(row, resolve(row, new LinkedHashSet<>()));
        }
        return inOrder;
    }

    private Resolved resolve(String name, Set<String> children) {
        Resolved known = resolved.get(name);
        if (known != null) {
            return known;
        }
        Source source = sources.get(name);
        PresetFiles.Row row = source.row();
        if (!children.add(name)) {
            List<String> circle = new ArrayList<>(children);
            circle.add(name);
            throw new ConfigException(
                    source.file() + ": key 'inherits': the rows inherit in a circle: " + circle,
                    "Let one of them rest on the family: leave out its 'inherits'.");
        }
        Resolved parent = null;
        if (row.inherits() != null) {
            if (!sources.containsKey(row.inherits())) {
                throw noRow(source.file(), "inherits", row.inherits(), sources.keySet());
            }
            parent = resolve(row.inherits(), children);
        }
        Resolved made = layered(source, parent);
        resolved.put(name, made);
        return made;
    }

    private Resolved layered(Source source, Resolved parent) {
        PresetFiles.Row row = source.row();
        ObjectNode inheritable = (parent == null ? base : parent.inheritable()).deepCopy();
        Map<String, Object> changes = new LinkedHashMap<>();
        lay(inheritable, row.config(), source.file(), changes);
        List<PresetFiles.Part> parts =
                row.parts().stream()
                        .filter(p -> p.family() == null || p.family().equals(family.name()))
                        .toList();
        for (PresetFiles.Part part : parts) {
            if (part.inherited()) {
                lay(inheritable, part.config(), source.file(), changes);
            }
        }
        ObjectNode effective = inheritable.deepCopy();
        for (PresetFiles.Part part : parts) {
            if (!part.inherited()) {
                lay(effective, part.config(), source.file(), changes);
            }
        }
        String name = family.name() + "/" + row.row();
        Preset preset =
                new Preset(
                        family,
                        row.row(),
                        row.title(),
                        parent == null ? null : parent.preset(),
                        row.figures(),
                        changes,
                        bind(effective, name, source.file()));
        return new Resolved(preset, inheritable);
    }

    /** Lays a file's settings over a tree and notes them. */
    static void lay(ObjectNode tree, ObjectNode config, String file, Map<String, Object> changes) {
        if (config.has("preset")) {
            throw new ConfigException(
                    file
                            + ": 'config' sets the key 'preset', which is the name of this very preset",
                    "Leave it out; another preset is built upon with 'inherits' or 'extends'.");
        }
        ConfigTrees.merge(tree, config, file);
        changes.putAll(ConfigTrees.flatten(config));
    }

    /** The configuration of a whole tree, under a preset's name; the tree stays as it is. */
    static RunConfig bind(ObjectNode tree, String name, String file) {
        try {
            return ConfigTrees.bind(tree.deepCopy().put("preset", name));
        } catch (ConfigException e) {
            String where = name == null || name.equals(file) ? file : file + " (" + name + ")";
            throw new ConfigException(where + ": " + e.getMessage(), e.cure(), e);
        }
    }
}
