package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
        if (format == OutputFormat.JSON) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("split", split);
            json.put("clips", outcome.clips());
            json.put("scores", outcome.scores());
            json.put("outputs", outcome.outputs());
            Tables.json(out(), json);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("metric", "score"));
        outcome.scores().forEach((key, value) -> rows.add(List.of(key, three(value))));
        outcome.outputs().forEach((key, value) -> rows.add(List.of("  " + key, three(value))));
        Tables.print(out(), rows);
    }

    private static String three(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
