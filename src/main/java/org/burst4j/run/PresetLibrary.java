package org.burst4j.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.ConfigException;

/** Presets by name, read from an index, and users' own files that extend them. */
final class PresetLibrary {
    private final Map<String, PresetFamily> families = new LinkedHashMap<>();
    private final Map<String, PresetRows.Resolved> presets = new LinkedHashMap<>();
    private final Map<String, PresetRow> rows = new LinkedHashMap<>();

    /** Reads and checks all families of {@code index.yaml}. */
    PresetLibrary(PresetFiles files) {
        List<String> names = files.read("index.yaml", PresetFiles.Index.class).families();
        Map<String, ObjectNode> bases = new LinkedHashMap<>();
        for (String name : names) {
            String file = name + ".yaml";
            PresetFiles.Family form = files.read(file, PresetFiles.Family.class);
            ObjectNode base = base(form, file, bases);
            bases.put(name, base);
            String table = PresetFiles.require(form.table(), "table", file);
            add(name, form, base, files, table, names);
        }
    }

    private static ObjectNode base(
            PresetFiles.Family form, String file, Map<String, ObjectNode> earlier) {
        ObjectNode base = ConfigTrees.of(RunConfig.DEFAULTS);
        if (form.inherits() != null) {
            if (!earlier.containsKey(form.inherits())) {
                throw new ConfigException(
                        file + ": key 'inherits': there is no family '" + form.inherits() + "'",
                        "Name one that stands before it in index.yaml: " + earlier.keySet());
            }
            base = earlier.get(form.inherits()).deepCopy();
        }
        PresetRows.lay(base, form.config(), file, new LinkedHashMap<>());
        return base;
    }

    private void add(
            String name,
            PresetFiles.Family form,
            ObjectNode base,
            PresetFiles files,
            String tableName,
            List<String> names) {
        String tableFile = tableName + "/table.yaml";
        PresetFiles.Table table = files.read(tableFile, PresetFiles.Table.class);
        PresetFiles.Baseline baseline =
                table.baseline() == null
                        ? new PresetFiles.Baseline(null, Map.of())
                        : table.baseline();
        PresetFamily family =
                new PresetFamily(
                        name,
                        PresetFiles.require(form.description(), "description", name + ".yaml"),
                        PresetFiles.require(table.title(), "title", tableFile),
                        table.note(),
                        table.columns(),
                        table.baseline() == null
                                ? null
                                : PresetFiles.require(baseline.row(), "baseline.row", tableFile),
                        PresetFiles.figures(baseline.figures(), table.columns(), tableFile),
                        table.references(),
                        PresetRows.bind(base, null, name + ".yaml"));
        PresetRows trained = new PresetRows(family, base);
        PresetEnsembles ensembles = new PresetEnsembles(family);
        List<String> order = new ArrayList<>();
        for (String row : table.rows()) {
            String file = tableName + "/" + row + ".yaml";
            PresetFiles.Row read = files.read(file, PresetFiles.Row.class);
            if (read.members().isEmpty()) {
                trained.add(file, read, names);
            } else {
                ensembles.add(file, read);
            }
            order.add(read.row());
        }
        families.put(name, family);
        Map<String, PresetRows.Resolved> made = trained.resolve();
        Map<String, PresetEnsemble> joined = ensembles.resolve(made);
        for (String row : order) {
            PresetRow one = made.containsKey(row) ? made.get(row).preset() : joined.get(row);
            rows.put(one.name(), one);
        }
        made.values().forEach(row -> presets.put(row.preset().name(), row));
        for (String reference : table.references()) {
            if (!order.contains(reference)) {
                throw PresetRows.noRow(
                        tableFile, "references", reference, new LinkedHashSet<>(order));
            }
        }
    }

    List<PresetFamily> families() {
        return List.copyOf(families.values());
    }

    /** What can be trained. */
    List<Preset> all() {
        return presets.values().stream().map(PresetRows.Resolved::preset).toList();
    }

    /** The rows of all tables, ensembles too. */
    List<PresetRow> rows() {
        return List.copyOf(rows.values());
    }

    /** The rows of a family in the table's order; null if there is no such family. */
    List<PresetRow> rowsOf(String family) {
        return families.containsKey(family)
                ? rows().stream().filter(row -> row.family().name().equals(family)).toList()
                : null;
    }

    /** A row of a table by name, or a preset by the path of a user's file. */
    PresetRow row(String name) {
        return rows.get(name) instanceof PresetEnsemble ensemble ? ensemble : named(name);
    }

    /** A preset by name or by the path of a user's file. */
    Preset named(String name) {
        return isFile(name) ? own(name) : resolved(name).preset();
    }

    private static boolean isFile(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
    }

    private PresetRows.Resolved resolved(String name) {
        PresetRows.Resolved found = presets.get(name);
        if (found == null) {
            if (rows.get(name) instanceof PresetEnsemble ensemble) {
                throw ensemble.noTraining();
            }
            throw unknown(name);
        }
        return found;
    }

    private ConfigException unknown(String name) {
        if (families.containsKey(name)) {
            return new ConfigException(
                    name + " is a family of presets, not a single one",
                    "Name one of its rows: " + rowsOf(name).stream().map(PresetRow::name).toList());
        }
        List<String> sameRow =
                rows().stream()
                        .filter(row -> row.row().equalsIgnoreCase(name))
                        .map(PresetRow::name)
                        .toList();
        List<String> meant = new ArrayList<>(sameRow);
        if (meant.isEmpty()) {
            meant.add(Closest.of(name, rows.keySet()));
        }
        return new ConfigException(
                "there is no preset '" + name + "'",
                "Did you mean '"
                        + String.join("' or '", meant)
                        + "'? The command 'presets' lists them all; a preset of your own is given"
                        + " by its path, which ends in .yaml.");
    }

    private Preset own(String path) {
        Path file = Path.of(path);
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(
                    "preset file " + path + " does not exist",
                    "Check the path. A configuration that names it and is complete needs it no"
                            + " more: delete its line 'preset: "
                            + path
                            + "'.");
        }
        PresetFiles.Own form =
                PresetFiles.form(ConfigTrees.read(file), PresetFiles.Own.class, path);
        String baseName = PresetFiles.require(form.base(), "extends", path);
        if (!presets.containsKey(baseName)) {
            ConfigException cause =
                    rows.get(baseName) instanceof PresetEnsemble ensemble
                            ? ensemble.noTraining()
                            : unknown(baseName);
            throw new ConfigException(
                    path + ": key 'extends': " + cause.getMessage(), cause.cure(), cause);
        }
        PresetRows.Resolved base = presets.get(baseName);
        PresetFamily family = base.preset().family();
        ObjectNode tree = base.inheritable().deepCopy();
        Map<String, Object> changes = new LinkedHashMap<>();
        PresetRows.lay(tree, form.config(), path, changes);
        return new Preset(
                family,
                file.getFileName().toString().replaceFirst("\\.[^.]*$", ""),
                form.title() == null ? "One's own preset on " + baseName + "." : form.title(),
                base.preset(),
                PresetFiles.figures(form.figures(), family.columns(), path),
                changes,
                PresetRows.bind(tree, path, path));
    }
}
