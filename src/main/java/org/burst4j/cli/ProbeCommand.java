package org.burst4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.metric.Interval;
import org.burst4j.metric.probe.ProbeScore;
import org.burst4j.metric.probe.ProbeSettings;
import org.burst4j.run.Backend;
import org.burst4j.run.Numbers;
import org.burst4j.run.ProbeRow;
import org.burst4j.run.ProbeTable;
import org.burst4j.run.Probing;
import org.burst4j.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how much of each label a linear model reads off a net's representations. */
@Command(
        name = "probe",
        description = "Tell how much of each label a model's representations hold.",
        footer = {
            "",
            "A linear model is fitted to each representation for each task and judged by",
            "cross-validation in folds of whole speakers. 'country' read off",
            "'features/age/specific' is what the features of age give away of the country."
        })
final class ProbeCommand extends BurstCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Model bundle: the 'model' folder of a run.")
    private Path model;

    @Mixin private SplitOptions clips;

    @Option(
            names = "--of",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Representations to probe, e.g. embedding,features/age/specific (default: all"
                            + " that the model has).")
    private List<String> representations = List.of();

    @Option(
            names = "--folds",
            defaultValue = "5",
            description = "Folds of whole speakers (default: ${DEFAULT-VALUE}).")
    private int folds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Deals speakers into folds (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--penalty",
            paramLabel = "X",
            description = "Strength of the L2 penalty (default: chosen in each fold).")
    private Double penalty;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also write the scores to this CSV file.")
    private Path file;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table, csv or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    void run() throws IOException {
        ProbeSettings settings =
                new ProbeSettings(
                        folds,
                        seed,
                        penalty == null ? ProbeSettings.DEFAULTS.penalties() : List.of(penalty),
                        ProbeSettings.DEFAULTS.resamples());
        RunConfig config = clips.load();
        Backend.start(config.threads());
        Probing.Outcome outcome;
        try (CountProgress progress = count("hearing", 0)) {
            outcome =
                    Probing.run(model, config, clips.split(), representations, settings, progress);
        }
        outcome.problems().forEach(problem -> err().println("left out: " + problem));
        if (file != null) {
            ProbeTable.write(file, outcome.rows());
        }
        switch (format) {
            case TABLE -> Tables.print(out(), table(outcome.rows()));
            case CSV -> ProbeTable.write(out(), outcome.rows());
            case JSON -> Tables.json(out(), json(outcome.rows()));
        }
    }

    /** A row for each representation, a column for each task, and what chance gives. */
    private static List<List<String>> table(List<ProbeRow> rows) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        List<String> header = new ArrayList<>(List.of("representation", "width"));
        List<String> chance = new ArrayList<>(List.of("chance", ""));
        for (ProbeRow row : rows) {
            ProbeScore score = row.result().headline();
            if (row.representation().equals(rows.get(0).representation())) {
                header.add(score.metric().key(row.task()));
                chance.add(Numbers.three(score.chance(), "-"));
            }
            lines.computeIfAbsent(
                            row.representation(),
                            name -> new ArrayList<>(List.of(name, Integer.toString(row.width()))))
                    .add(cell(score));
        }
        List<List<String>> table = new ArrayList<>(List.of(header));
        table.addAll(lines.values());
        table.add(chance);
        return table;
    }

    private static String cell(ProbeScore score) {
        Interval interval = score.interval();
        return Numbers.three(score.value(), "-")
                + (interval.known()
                        ? " ["
                                + Numbers.three(interval.low(), "-")
                                + ", "
                                + Numbers.three(interval.high(), "-")
                                + "]"
                        : "");
    }

    private Map<String, Object> json(List<ProbeRow> rows) {
        List<Map<String, Object>> probes = new ArrayList<>();
        for (ProbeRow row : rows) {
            for (ProbeScore score : row.result().scores()) {
                Map<String, Object> probe = new LinkedHashMap<>();
                probe.put("representation", row.representation());
                probe.put("width", row.width());
                probe.put("task", row.task().name());
                probe.put("metric", score.metric().suffix());
                probe.put("score", defined(score.value()));
                probe.put("low", defined(score.interval().low()));
                probe.put("high", defined(score.interval().high()));
                probe.put("chance", defined(score.chance()));
                probe.put("clips", row.result().clips());
                probe.put("speakers", row.result().speakers());
                probe.put("penalties", row.result().penalties());
                probes.add(probe);
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("split", clips.split());
        json.put("folds", folds);
        json.put("seed", seed);
        json.put("probes", probes);
        return json;
    }

    /** JSON has no NaN. */
    private static Double defined(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
