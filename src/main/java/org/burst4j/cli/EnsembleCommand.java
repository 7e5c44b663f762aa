package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.run.Ensembles;
import org.burst4j.run.Members;
import org.burst4j.run.Members.Member;
import org.burst4j.run.Numbers;
import org.burst4j.run.RunConfig;
import org.burst4j.train.EvaluationResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Averages several models. */
@Command(
        name = "ensemble",
        description =
                "Average the predictions of several models or prediction files: of regression the"
                        + " numbers, of classes the probabilities.",
        footer = {
            "",
            "Without --data the members are files of the same clips, and nothing is rated."
        })
final class EnsembleCommand extends BurstCommand {
    @Option(
            names = "--member",
            required = true,
            paramLabel = "NAME=PATH",
            description =
                    "A model bundle (folder), or predictions (CSV) that 'evaluate --out' wrote;"
                            + " give it once for each member.")
    private List<String> members;

    @Option(
            names = "--weights",
            split = ",",
            paramLabel = "W",
            description = "One a member, in their order, above 0 (default: all alike).")
    private List<Double> weights = List.of();

    @Mixin private SplitOptions clips;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the averaged predictions to this CSV file, for 'evaluate' and 'submit"
                            + " --predictions'.")
    private Path output;

    @Option(
            names = "--format",
            defaultValue = "table",
            description =
                    "Of the scores: table, csv, json or markdown (default: ${DEFAULT-VALUE}).")
    private TableFormat format;

    @Override
    void run() {
        RunConfig config = clips.load();
        if (output == null && config.data().path() == null) {
            throw new ConfigException(
                    "there is neither --out to write to nor --data to rate with",
                    "Give one of them.");
        }
        List<Member> named = Members.parse(members);
        // Before an hour of predicting: do the weights fit?
        Ensembles.shares(named.size(), weights);
        Members.Loaded loaded = MemberLoading.load(this, named, config, clips.split());
        Ensembles.Outcome outcome = Ensembles.of(loaded.sets(), weights);
        if (output != null) {
            outcome.average().write(output);
        }
        if (!outcome.average().labelled()) {
            err().println("there are no labels: nothing is rated");
            return;
        }
        format.print(out(), cells(outcome.results()), facts(outcome.results()));
    }

    private static List<List<String>> cells(Map<String, EvaluationResult> results) {
        List<List<String>> cells = new ArrayList<>();
        results.forEach(
                (name, result) -> {
                    if (cells.isEmpty()) {
                        List<String> header = new ArrayList<>(List.of("model"));
                        header.addAll(result.headline().keySet());
                        cells.add(header);
                    }
                    List<String> row = new ArrayList<>(List.of(name));
                    result.headline().values().forEach(v -> row.add(Numbers.three(v, "-")));
                    cells.add(row);
                });
        return cells;
    }

    private static List<Map<String, Object>> facts(Map<String, EvaluationResult> results) {
        List<Map<String, Object>> facts = new ArrayList<>();
        results.forEach(
                (name, result) -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("model", name);
                    row.putAll(ScoreTables.defined(result.headline()));
                    facts.add(row);
                });
        return facts;
    }
}
