package org.burst4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.run.Numbers;
import org.burst4j.run.Preset;
import org.burst4j.run.PresetFamily;
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
            show(Presets.named(name));
            return;
        }
        List<Preset> presets = name == null ? Presets.all() : Presets.select(List.of(name));
        if (format == OutputFormat.JSON) {
            Tables.json(out(), presets.stream().map(PresetsCommand::facts).toList());
        } else {
            presets.stream().map(Preset::family).distinct().forEach(f -> table(f, presets));
        }
    }

    private void show(Preset preset) {
        if (format == OutputFormat.JSON) {
            Map<String, Object> facts = facts(preset);
            facts.put("config", preset.config());
            Tables.json(out(), facts);
        } else {
            out().print(preset.toYaml());
        }
    }

    private static Map<String, Object> facts(Preset preset) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", preset.name());
        facts.put("family", preset.family().name());
        facts.put("row", preset.row());
        facts.put("title", preset.title());
        facts.put("parent", preset.parent() == null ? null : preset.parent().name());
        facts.put("paperFigures", preset.paperFigures());
        facts.put("changes", preset.changes());
        return facts;
    }

    private void table(PresetFamily family, List<Preset> presets) {
        out().println(family.name() + ": " + family.description());
        out().println(family.tableTitle());
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("preset", family.columns(), "what it is"));
        rows.add(
                row(
                        family.baselineRow(),
                        figures(family, family.baselineFigures()),
                        "(published, not a preset)"));
        for (Preset preset : presets) {
            if (preset.family().equals(family)) {
                rows.add(
                        row(preset.name(), figures(family, preset.paperFigures()), preset.title()));
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
