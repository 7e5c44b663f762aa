package org.burst4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.burst4j.run.Numbers;
import org.burst4j.run.Preset;
import org.burst4j.run.PresetEnsemble;
import org.burst4j.run.PresetFamily;
import org.burst4j.run.PresetRow;
import org.burst4j.run.Presets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the presets, or shows one. */
@Command(
        name = "presets",
        description = "List the settings of published experiments, or show those of one.",
        footer = {
            "",
            "The figures are the papers'; docs/presets.md says what they can be compared with.",
            "To train with a preset: train --preset avb-paper/-SM"
        })
final class PresetsCommand extends BurstCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "A family, e.g. avb-code, or a preset, e.g. avb-code/-SM, or the path of one's"
                            + " own; a preset's effective settings are printed as YAML.")
    private String name;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    void run() {
        boolean many =
                name == null || Presets.families().stream().anyMatch(f -> f.name().equals(name));
        if (!many) {
            show(Presets.row(name));
            return;
        }
        List<PresetRow> rows = name == null ? Presets.rows() : Presets.select(List.of(name));
        if (format == OutputFormat.JSON) {
            Tables.json(out(), rows.stream().map(PresetsCommand::facts).toList());
        } else {
            rows.stream().map(PresetRow::family).distinct().forEach(f -> table(f, rows));
        }
    }

    private void show(PresetRow row) {
        if (format == OutputFormat.JSON) {
            Map<String, Object> facts = facts(row);
            if (row instanceof Preset preset) {
                facts.put("config", preset.config());
            }
            Tables.json(out(), facts);
        } else if (row instanceof Preset preset) {
            out().print(preset.toYaml());
        } else {
            out().println(row.name() + ": " + row.title());
            members(row).forEach(out()::println);
        }
    }

    private static List<String> members(PresetRow row) {
        return row instanceof PresetEnsemble ensemble
                ? ensemble.members().stream().map(Preset::name).toList()
                : List.of();
    }

    private static Map<String, Object> facts(PresetRow row) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", row.name());
        facts.put("family", row.family().name());
        facts.put("row", row.row());
        facts.put("title", row.title());
        if (row instanceof Preset preset) {
            facts.put("parent", preset.parent() == null ? null : preset.parent().name());
            facts.put("changes", preset.changes());
        } else {
            facts.put("members", members(row));
        }
        facts.put("paperFigures", row.paperFigures());
        return facts;
    }

    private static String what(PresetRow row) {
        return row instanceof PresetEnsemble ensemble
                ? row.title()
                        + " Members: "
                        + ensemble.members().stream()
                                .map(Preset::row)
                                .collect(Collectors.joining(", "))
                : row.title();
    }

    private void table(PresetFamily family, List<PresetRow> shown) {
        out().println(family.name() + ": " + family.description());
        out().println(family.tableTitle());
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("preset", family.columns(), "what it is"));
        if (family.baselineRow() != null) {
            rows.add(
                    row(
                            family.baselineRow(),
                            figures(family, family.baselineFigures()),
                            "(published, not a preset)"));
        }
        for (PresetRow row : shown) {
            if (row.family().equals(family)) {
                rows.add(row(row.name(), figures(family, row.paperFigures()), what(row)));
            }
        }
        Tables.print(out(), rows);
        out().println();
    }

    private static List<String> figures(PresetFamily family, Map<String, Double> figures) {
        return family.columns().stream()
                .map(figures::get)
                .map(value -> Numbers.three(value, "-"))
                .toList();
    }

    private static List<String> row(String first, List<String> middle, String last) {
        List<String> cells = new ArrayList<>(List.of(first));
        cells.addAll(middle);
        cells.add(last);
        return cells;
    }
}
