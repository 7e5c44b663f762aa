package org.burst4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.burst4j.DataException;
import org.burst4j.data.Problems;
import org.burst4j.file.AtomicFiles;
import org.burst4j.predict.ClipListener;
import org.burst4j.predict.ClipPrediction;
import org.burst4j.predict.TaskPrediction;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.run.Backend;
import org.burst4j.run.PredictionTable;
import org.burst4j.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Predicts audio files. */
@Command(name = "predict", description = "Score audio files with a trained model: one row a clip.")
final class PredictCommand extends BurstCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Model bundle: the 'model' folder of a run.")
    private Path modelDirectory;

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "Audio files, folders of them, or a manifest (CSV with a column 'file').")
    private List<Path> inputs;

    @Option(
            names = "--format",
            defaultValue = "csv",
            description = "csv or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write to this file instead of standard output.")
    private Path output;

    @Option(names = "--embeddings", description = "Add the embedding of each clip.")
    private boolean embeddings;

    @Option(
            names = "--skip-bad",
            description = "Leave out files that cannot be used instead of stopping.")
    private boolean skipBad;

    @Mixin private ComputeOptions compute;

    @Override
    void run() throws IOException {
        List<Path> files = InputFiles.expand(inputs);
        Backend.start(compute.threads());
        try (VocalBurstModel model = VocalBurstModel.load(modelDirectory, compute.engine())) {
            Problems problems = new Problems("the given files");
            List<ClipPrediction> predictions = predict(model, files, problems);
            StringWriter text = new StringWriter();
            if (format == OutputFormat.JSON) {
                text.write(
                        new ObjectMapper()
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsString(
                                                predictions.stream().map(this::json).toList())
                                + "\n");
            } else {
                csv(text, model.tasks(), predictions);
            }
            if (output == null) {
                out().print(text);
            } else {
                AtomicFiles.write(output, text.toString());
            }
            out().flush();
            // After the good rows: a bad file loses none of them.
            if (skipBad && !problems.isEmpty()) {
                err().println(problems.text());
            } else {
                problems.throwIfAny();
            }
        }
    }

    private List<ClipPrediction> predict(
            VocalBurstModel model, List<Path> files, Problems problems) {
        ClipPrediction[] predictions = new ClipPrediction[files.size()];
        try (CountProgress progress = count("predicting", files.size())) {
            model.predict(
                    files.stream().map(Path::toString).toList(),
                    clip -> model.prepare(files.get(clip)),
                    new ClipListener<>() {
                        private int done;

                        @Override
                        public void heard(int clip, ClipPrediction prediction) {
                            predictions[clip] = prediction;
                            progress.accept(++done);
                        }

                        @Override
                        public void refused(int clip, DataException why) {
                            problems.add(files.get(clip).toString(), why.getMessage());
                            progress.accept(++done);
                        }
                    });
        }
        return Stream.of(predictions).filter(Objects::nonNull).toList();
    }

    private void csv(StringWriter text, List<Task> tasks, List<ClipPrediction> predictions)
            throws IOException {
        List<String> header = new ArrayList<>(PredictionTable.header(tasks));
        if (embeddings && !predictions.isEmpty()) {
            for (int d = 0; d < predictions.get(0).embedding().length; d++) {
                header.add("embedding." + d);
            }
        }
        List<List<Object>> rows = new ArrayList<>();
        for (ClipPrediction prediction : predictions) {
            List<Object> row = new ArrayList<>(List.of(prediction.name()));
            for (Task task : tasks) {
                PredictionTable.addCells(row, task, prediction.task(task.name()).values());
            }
            if (embeddings) {
                for (float value : prediction.embedding()) {
                    row.add(PredictionTable.number(value));
                }
            }
            rows.add(row);
        }
        PredictionTable.write(text, header, rows);
    }

    private Map<String, Object> json(ClipPrediction prediction) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", prediction.name());
        object.put("seconds", prediction.seconds());
        for (TaskPrediction task : prediction.tasks().values()) {
            Map<String, Object> of = new LinkedHashMap<>();
            if (task.isClass()) {
                of.put("class", task.top());
            }
            of.put(task.isClass() ? "probabilities" : "scores", task.scores());
            object.put(task.task().name(), of);
        }
        if (embeddings) {
            object.put("embedding", prediction.embedding());
        }
        return object;
    }
}
