package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.Preset;
import org.burst4j.run.PresetEnsemble;
import org.burst4j.run.PresetFamily;
import org.burst4j.run.PresetRow;
import org.burst4j.run.Presets;
import org.burst4j.run.RunConfig;
import org.burst4j.run.experiment.ExperimentEnsemble;
import org.burst4j.run.experiment.ExperimentPlan;
import org.burst4j.run.experiment.ExperimentRun;
import org.burst4j.run.experiment.ExperimentTable;
import org.burst4j.run.experiment.TableSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs many presets over one data set and compares them. */
@Command(
        name = "experiment",
        description = {
            "Train many presets over one data set, each in its own folder, and write a table of",
            "their scores beside the paper's. Rows that are ensembles are joined from the others'",
            "predictions. The same command again goes on where it stopped."
        },
        footer = {
            "",
            "Settings come from each preset, then --config, then --set and the other options.",
            "For example: experiment --presets avb-paper,avb-code/-SM --data avb --out runs/table1"
        })
final class ExperimentCommand extends BurstCommand {
    @Mixin private DataOptions data;

    @Mixin private ComputeOptions compute;

    @Option(
            names = "--presets",
            split = ",",
            required = true,
            paramLabel = "NAME",
            description =
                    "Presets, families for all of their rows, or files of one's own; see"
                            + " 'presets'.")
    private List<String> presets;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the tables, and a folder each run in its 'runs'.")
    private Path directory;

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description = "One encoder for all, in place of the presets' own.")
    private String encoder;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Folder with the encoders that the presets name (default: models).")
    private String models;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings for all runs.")
    private Path configFile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting for all runs. Repeatable.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--seeds",
            defaultValue = "1",
            paramLabel = "N",
            description = "Train each N times, with its seed and those after it (default: 1).")
    private int seeds;

    @Option(
            names = "--max-minutes",
            paramLabel = "N",
            description = "Stop, the state saved, after N minutes.")
    private double maxMinutes;

    @Option(
            names = "--overwrite",
            description = "Delete runs in --out that were made with other settings.")
    private boolean overwrite;

    @Option(
            names = "--dry-run",
            description = "List the runs, where they go and what differs, and end.")
    private boolean dryRun;

    @Override
    void run() {
        List<PresetRow> chosen = Presets.select(presets);
        ExperimentPlan plan =
                ExperimentPlan.of(
                        directory,
                        of(chosen, Preset.class).map(this::run).toList(),
                        of(chosen, PresetEnsemble.class).map(ExperimentCommand::ensemble).toList(),
                        seeds);
        if (dryRun) {
            new ExperimentPreview(plan).print(out());
            return;
        }
        plan.runs().forEach(run -> run.config().data().requirePath());
        ExperimentTable table = new ExperimentTable(plan, tableSettings(chosen));
        new ExperimentSession(this, plan, table).run(overwrite, maxMinutes);
    }

    private ExperimentRun run(Preset preset) {
        RunConfig config = Presets.configure(preset.name(), configFile, allSettings());
        return new ExperimentRun(preset.name(), preset.title(), preset.paperFigures(), config);
    }

    private static ExperimentEnsemble ensemble(PresetEnsemble ensemble) {
        return new ExperimentEnsemble(
                ensemble.name(),
                ensemble.title(),
                ensemble.paperFigures(),
                ensemble.members().stream().map(Preset::name).toList());
    }

    private static <R extends PresetRow> Stream<R> of(List<PresetRow> rows, Class<R> kind) {
        return rows.stream().filter(kind::isInstance).map(kind::cast);
    }

    private List<String> allSettings() {
        List<String> all = new ArrayList<>(settings);
        all.addAll(data.settings());
        all.addAll(compute.settings());
        if (encoder != null) {
            all.add(ConfigFiles.setting("encoder", encoder));
        }
        if (models != null) {
            all.add(ConfigFiles.setting("models", models));
        }
        return all;
    }

    /** Columns, baselines and headings of the families that are asked for, each once. */
    private static TableSettings tableSettings(List<PresetRow> chosen) {
        Set<String> titles = new LinkedHashSet<>();
        Set<String> columns = new LinkedHashSet<>();
        Set<String> notes = new LinkedHashSet<>();
        Map<String, Map<String, Double>> published = new LinkedHashMap<>();
        Set<String> references = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (PresetRow row : chosen) {
            PresetFamily family = row.family();
            names.add(row.name());
            family.references().forEach(name -> references.add(family.name() + "/" + name));
            titles.add(family.tableTitle());
            columns.addAll(family.columns());
            if (!family.tableNote().isEmpty()) {
                notes.add(family.tableNote());
            }
            notes.add(family.name() + ": " + family.description());
            if (family.baselineRow() != null) {
                published.put(family.baselineRow(), family.baselineFigures());
            }
        }
        references.retainAll(names);
        return new TableSettings(
                String.join("; ", titles),
                List.copyOf(columns),
                published,
                List.copyOf(notes),
                List.copyOf(references));
    }
}
