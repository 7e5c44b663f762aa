package org.burst4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.run.Backend;
import org.burst4j.run.ModelEvaluation;
import org.burst4j.run.RunConfig;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rates a model on labelled clips. */
@Command(
        name = "evaluate",
        description = "Rate a trained model, or its written predictions, on labelled clips.")
final class EvaluateCommand extends BurstCommand {
    /** Where the predictions come from. */
    private static final class From {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "DIR",
                description = "Model bundle: the 'model' folder of a run.")
        private Path model;

        @Option(
                names = "--predictions",
                required = true,
                paramLabel = "FILE",
                description =
                        "Predictions (CSV) that 'evaluate --out' or 'ensemble --out' wrote; no audio"
                                + " is read.")
        private Path table;
    }

    @ArgGroup(multiplicity = "1")
    private From from;

    @Mixin private SplitOptions clips;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also write the predictions to this CSV file.")
    private Path predictions;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    void run() {
        RunConfig config = clips.load();
        ModelEvaluation.Outcome outcome = outcome(config);
        outcome.problems().forEach(problem -> err().println("left out: " + problem));
        if (outcome.scores().values().stream().allMatch(score -> score.isNaN())) {
            err().println(
                            "the split '"
                                    + clips.split()
                                    + "' has no labels: there is nothing to rate");
        }
        if (format == OutputFormat.JSON) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("split", clips.split());
            json.put("clips", outcome.clips());
            json.put("scores", ScoreTables.defined(outcome.scores()));
            json.put("tasks", ScoreTables.json(outcome));
            Tables.json(out(), json);
            return;
        }
        ScoreTables.print(out(), outcome);
    }

    private ModelEvaluation.Outcome outcome(RunConfig config) {
        if (from.table != null) {
            if (predictions != null) {
                throw new ConfigException(
                        "--out would copy what --predictions names",
                        "Leave it out, or predict with --model.");
            }
            return ModelEvaluation.ofTable(from.table, config, clips.split());
        }
        Backend.start(config.threads());
        try (CountProgress progress = count("predicting", 0)) {
            return ModelEvaluation.run(from.model, config, clips.split(), predictions, progress);
        }
    }
}
