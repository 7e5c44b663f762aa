package org.burst4j.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.AudioCheck;
import org.burst4j.data.Clip;
import org.burst4j.data.ClipTable;
import org.burst4j.data.ClipTables;
import org.burst4j.data.ColumnMap;
import org.burst4j.data.Problem;
import org.burst4j.data.SpeakerSplit;
import org.burst4j.data.Split;
import org.burst4j.data.TableOptions;
import org.burst4j.data.TableRead;
import org.burst4j.metric.ClassScores;
import org.burst4j.metric.RegressionScores;
import org.burst4j.metric.TaskScores;
import org.burst4j.model.ModelManifest;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/** Rates a saved model on any split of any data set with labels for at least one of its tasks. */
public final class ModelEvaluation {
    private ModelEvaluation() {}

    /**
     * The scores.
     *
     * @param clips number of clips rated
     * @param scores official metrics, e.g. {@code high.ccc}
     * @param outputs CCC of each regression output, recall of each class
     * @param problems clips that were left out
     */
    public record Outcome(
            int clips,
            Map<String, Double> scores,
            Map<String, Double> outputs,
            List<Problem> problems) {}

    /**
     * Predicts and rates.
     *
     * @param bundle the model's folder
     * @param config whose data settings name the data set
     * @param split train, val, test or all
     * @param predictions where the predictions are written, or null
     * @param progress told the number of clips done so far
     * @return the scores
     */
    public static Outcome run(
            Path bundle, RunConfig config, String split, Path predictions, IntConsumer progress) {
        try (VocalBurstModel model = VocalBurstModel.load(bundle)) {
            TableRead read = read(config, model.tasks());
            // A split by speaker was made over the usable clips: they must be known before it.
            boolean checkFirst = !read.table().hasSplits();
            ClipTable table =
                    checkFirst
                            ? read.table()
                            : chosen(read.table(), model.manifest(), config, split);
            AudioCheck.Result audio =
                    AudioCheck.run(
                            table,
                            file -> model.prepare(file).samples(),
                            config.data().skipBad(),
                            done -> {});
            List<Clip> clips =
                    checkFirst
                            ? chosen(audio.table(), model.manifest(), config, split).clips()
                            : audio.table().clips();
            EvaluationResult result = Evaluation.of(model, clips, read.table().tasks(), progress);
            if (predictions != null) {
                PredictionTable.write(predictions, read.table().tasks(), result);
            }
            List<Problem> problems = new ArrayList<>(read.problems());
            problems.addAll(audio.problems());
            return new Outcome(clips.size(), result.headline(), outputs(result.scores()), problems);
        }
    }

    private static TableRead read(RunConfig config, List<Task> tasks) {
        DataSettings data = config.data();
        if (data.path() == null) {
            throw new ConfigException(
                    "no data set is given", "Use --data with a data folder or a manifest file.");
        }
        return ClipTables.read(
                Path.of(data.path()),
                new TableOptions(
                        data.layout(),
                        tasks,
                        ColumnMap.none(),
                        data.audioRoot() == null ? null : Path.of(data.audioRoot()),
                        data.skipBad()));
    }

    /** The clips of a split; where the table has none, the split of the model's own training. */
    private static ClipTable chosen(
            ClipTable all, ModelManifest model, RunConfig config, String word) {
        if (word.equals("all")) {
            return all;
        }
        Split split =
                Split.named(word)
                        .orElseThrow(
                                () ->
                                        new ConfigException(
                                                "there is no split '" + word + "'",
                                                "Use train, val, test or all."));
        ClipTable table =
                all.hasSplits()
                        ? all
                        : SpeakerSplit.assign(
                                all,
                                number(model, Provenance.VAL_FRACTION).doubleValue(),
                                number(model, Provenance.SEED).longValue());
        List<Clip> clips = table.clips(split);
        if (clips.isEmpty()) {
            throw new DataException(
                    config.data().path() + " has no clip in the split '" + word + "'",
                    "Choose another --split, or 'all'.");
        }
        return new ClipTable(table.layout(), table.root(), table.tasks(), clips, table.hasSplits());
    }

    private static Number number(ModelManifest model, String key) {
        if (model.provenance().get(key) instanceof Number number) {
            return number;
        }
        throw new ConfigException(
                "the data set has no split column, and model.json does not tell how the training"
                        + " clips were split (no "
                        + key
                        + ")",
                "Use --split all, or add a split column.");
    }

    private static Map<String, Double> outputs(Map<String, TaskScores> scores) {
        Map<String, Double> outputs = new LinkedHashMap<>();
        scores.forEach(
                (task, taskScores) -> {
                    List<Double> values;
                    if (taskScores instanceof RegressionScores regression) {
                        values = regression.ccc();
                    } else {
                        values = ((ClassScores) taskScores).recall();
                    }
                    for (int k = 0; k < values.size(); k++) {
                        outputs.put(task + "." + taskScores.labels().get(k), values.get(k));
                    }
                });
        return outputs;
    }
}
