package org.burst4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.run.Backend;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.ModelEvaluation;
import org.burst4j.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rates a model on labelled clips. */
@Command(name = "evaluate", description = "Rate a trained model on labelled clips.")
final class EvaluateCommand extends BurstCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Model bundle: the 'model' folder of a run.")
    private Path model;

    @Mixin private DataOptions data;

    @Option(
            names = "--split",
            defaultValue = "val",
            description = "train, val, test or all (default: ${DEFAULT-VALUE}).")
    private String split;

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
        RunConfig config = ConfigFiles.load(RunConfig.DEFAULTS, null, data.settings());
        Backend.start(config.threads());
        ModelEvaluation.Outcome outcome;
        try (CountProgress progress = count("predicting", 0)) {
            outcome = ModelEvaluation.run(model, config, split, predictions, progress);
        }
        outcome.problems().forEach(problem -> err().println("left out: " + problem));
        if (outcome.scores().values().stream().allMatch(score -> score.isNaN())) {
            err().println("the split '" + split + "' has no labels: there is nothing to rate");
        }
        if (format == OutputFormat.JSON) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("split", split);
            json.put("clips", outcome.clips());
            json.put("scores", ScoreTables.defined(outcome.scores()));
            json.put("tasks", ScoreTables.json(outcome));
            Tables.json(out(), json);
            return;
        }
        ScoreTables.print(out(), outcome);
    }
}
