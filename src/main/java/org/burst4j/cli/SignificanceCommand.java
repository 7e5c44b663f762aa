package org.burst4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.run.Members;
import org.burst4j.run.PredictionSet;
import org.burst4j.run.RunConfig;
import org.burst4j.run.Significance;
import org.burst4j.run.SignificanceRow;
import org.burst4j.run.SignificanceSettings;
import org.burst4j.run.SignificanceTable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells which models differ by more than chance. */
@Command(
        name = "significance",
        description =
                "Compare models with a reference: t-tests of regression, Cochran's Q of classes,"
                        + " 95 %% bootstrap intervals of the differences.",
        footer = {"", "As Burst2Vec's Table 2: --on predictions --unpaired --correction none"})
final class SignificanceCommand extends BurstCommand {
    /** How p values are corrected. */
    enum Correction {
        HOLM,
        NONE
    }

    /** Which values belong together. */
    private static final class Pairing {
        @Option(
                names = "--paired",
                description = "Pair the values of each clip in t-tests (the default).")
        private boolean paired;

        /** Set by picocli: it excludes --paired, whose absence then says it all. */
        @Option(
                names = "--unpaired",
                description = "Independent two-sample t-tests; Cochran's Q stays paired.")
        @SuppressWarnings("UnusedVariable")
        private boolean unpaired;
    }

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "NAME=PATH",
            description =
                    "What the others are compared with: a model bundle (folder), or predictions"
                            + " (CSV) that 'evaluate --out' wrote.")
    private String reference;

    @Option(
            names = "--against",
            required = true,
            arity = "1..*",
            paramLabel = "NAME=PATH",
            description = "One or more others of the same clips.")
    private List<String> others;

    @Mixin private SplitOptions clips;

    @Option(
            names = "--on",
            defaultValue = "errors",
            description =
                    "What t-tests compare: errors (each clip's mean absolute error) or predictions"
                            + " (predicted values, as the paper) (default: ${DEFAULT-VALUE}).")
    private SignificanceSettings.On on;

    @ArgGroup private Pairing pairing;

    @Option(names = "--welch", description = "With --unpaired: allow for different variances.")
    private boolean welch;

    @Option(
            names = "--correction",
            defaultValue = "holm",
            description =
                    "holm or none: which p is held against the level (default: ${DEFAULT-VALUE}).")
    private Correction correction;

    @Option(
            names = "--level",
            defaultValue = "0.05",
            paramLabel = "P",
            description = "Largest p that is significant (default: ${DEFAULT-VALUE}).")
    private double level;

    @Option(
            names = "--resamples",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Resamples of the intervals (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "Seed of the resamples (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--outputs",
            description = "Compare the outputs of regression tasks one by one instead.")
    private boolean outputs;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table, csv, json or markdown (default: ${DEFAULT-VALUE}).")
    private TableFormat format;

    @Override
    void run() {
        SignificanceSettings settings =
                new SignificanceSettings(
                        on,
                        pairing == null || pairing.paired,
                        welch,
                        correction == Correction.HOLM,
                        level,
                        resamples,
                        seed);
        RunConfig config = clips.load();
        config.data().requirePath();
        List<String> all = new ArrayList<>(List.of(reference));
        all.addAll(others);
        Members.Loaded loaded = MemberLoading.load(this, Members.parse(all), config, clips.split());
        Map<String, PredictionSet> against = new LinkedHashMap<>(loaded.sets());
        String name = against.keySet().iterator().next();
        PredictionSet first = against.remove(name);
        List<SignificanceRow> rows =
                outputs
                        ? Significance.outputs(name, first, against, settings)
                        : Significance.compare(name, first, against, settings);
        format.print(
                out(),
                SignificanceTable.cells(rows),
                rows.stream().map(SignificanceTable::facts).toList());
    }
}
