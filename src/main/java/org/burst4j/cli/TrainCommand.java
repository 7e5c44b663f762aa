package org.burst4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.run.Backend;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.DryRun;
import org.burst4j.run.Presets;
import org.burst4j.run.RunConfig;
import org.burst4j.run.RunFolder;
import org.burst4j.run.RunSummary;
import org.burst4j.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model. */
@Command(
        name = "train",
        description = "Train on labelled clips; writes a run folder with model, scores and report.",
        footer = {
            "",
            "Settings come from the defaults or --preset, then --config, then --set and the other"
                    + " options."
        })
final class TrainCommand extends BurstCommand {
    @Mixin private DataOptions data;

    @Option(names = "--out", paramLabel = "DIR", description = "Run folder.")
    private Path directory;

    @Option(
            names = "--encoder",
            paramLabel = "FILE",
            description =
                    "Encoder's ONNX file, or its name in the folder 'models' (default: the small"
                            + " one in the jar).")
    private String encoder;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Folder in which an encoder's name is looked up (default: models).")
    private String models;

    @Option(names = "--seed", description = "Seed of every random choice.")
    private Long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "Train N times, with the seed and those after it, into folders seed-... of"
                            + " --out; what is finished there is kept.")
    private Integer seeds;

    @Mixin private ComputeOptions compute;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "Settings of a published experiment, see 'presets'; or a file of one's own.")
    private String preset;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings as YAML or JSON.")
    private Path configFile;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, e.g. train.stage2.learningRate=1e-4. Repeatable.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--print-config", description = "Print the effective settings and end.")
    private boolean printConfig;

    @Option(
            names = "--dry-run",
            description = "Read all data, build the graph, try one step, print sizes and end.")
    private boolean dryRun;

    @Option(names = "--resume", description = "Go on with the run in --out, as it was set up.")
    private boolean resume;

    @Option(
            names = "--overwrite",
            description =
                    "Delete an earlier run in --out; with --seeds: those with other settings.")
    private boolean overwrite;

    @Option(
            names = "--max-minutes",
            paramLabel = "N",
            description = "Stop, the state saved, after N minutes of training.")
    private double maxMinutes;

    @Override
    void run() {
        if (resume && seeds != null) {
            throw new ConfigException(
                    "--resume and --seeds are both given",
                    "With --seeds, the same command without --resume goes on.");
        }
        if (resume) {
            resumeRun();
            return;
        }
        RunConfig config = Presets.configure(preset, configFile, allSettings());
        if (printConfig) {
            out().print(ConfigFiles.toYaml(config));
            return;
        }
        if (dryRun) {
            Backend.start(config.threads());
            try (CountProgress progress = count("checking clips", 0)) {
                TrainingRun run = new TrainingRun(config, null, List.of(), progress, () -> false);
                DryRun.Outcome outcome = run.dryRun();
                Tables.print(out(), outcome.facts());
                if (outcome.refusal() != null) {
                    throw outcome.refusal();
                }
            }
            return;
        }
        requireOut();
        if (seeds != null) {
            config.data().requirePath();
            ExperimentSession.ofSeeds(this, directory, config, seeds).run(overwrite, maxMinutes);
            return;
        }
        RunFolder folder = new RunFolder(directory);
        new RunSession(this, config, folder).run(run -> run.start(overwrite, maxMinutes));
    }

    private List<String> allSettings() {
        List<String> all = new ArrayList<>(settings);
        all.addAll(data.settings());
        if (encoder != null) {
            all.add(ConfigFiles.setting("encoder", encoder));
        }
        if (models != null) {
            all.add(ConfigFiles.setting("models", models));
        }
        if (seed != null) {
            all.add("seed=" + seed);
        }
        all.addAll(compute.settings());
        return all;
    }

    private void resumeRun() {
        requireOut();
        List<String> given = allSettings();
        if (preset != null || configFile != null || !given.isEmpty() || overwrite) {
            throw new ConfigException(
                    "--resume goes on with the settings of "
                            + directory
                            + "/config.yaml, but others are given: "
                            + (preset != null ? "--preset " + preset + " " : "")
                            + (configFile != null ? "--config " + configFile + " " : "")
                            + (overwrite ? "--overwrite " : "")
                            + given,
                    "Leave them out, or start a new run in another --out.");
        }
        RunFolder folder = new RunFolder(directory);
        RunConfig config = ConfigFiles.read(folder.config());
        new RunSession(this, config, folder).run(run -> run.resume(maxMinutes));
    }

    private void requireOut() {
        if (directory == null) {
            throw new ConfigException(
                    "no run folder is given", "Use --out with a new folder, e.g. --out runs/first");
        }
    }

    /** Prints a summary as a table. */
    static void print(PrintWriter out, RunSummary summary) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("metric", "score", "95 % interval", "chance", "noise ceiling"));
        rows.addAll(TrainingRun.table(summary));
        Tables.print(out, rows);
    }
}
