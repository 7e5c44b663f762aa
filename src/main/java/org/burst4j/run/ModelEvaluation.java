package org.burst4j.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.burst4j.data.Problem;
import org.burst4j.metric.PerClipCcc;
import org.burst4j.metric.TaskScores;
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
     * @param scores official metrics, e.g. {@code high.ccc}; NaN where the split has no labels
     * @param tasks all scores of each task by its name, output by output
     * @param perClip by task name, for regression with at least two outputs: {@link PerClipCcc}
     * @param problems clips that were left out
     */
    public record Outcome(
            int clips,
            Map<String, Double> scores,
            Map<String, TaskScores> tasks,
            Map<String, Double> perClip,
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
        try (VocalBurstModel model = VocalBurstModel.load(bundle, config.train().executor())) {
            ModelClips clips = ModelClips.of(model, config, model.tasks(), split, done -> {});
            EvaluationResult result =
                    Evaluation.of(model, clips.clips(), clips.tasks(), clips.source(), progress);
            if (predictions != null) {
                PredictionTable.write(predictions, clips.tasks(), result);
            }
            return outcome(clips.tasks(), result, clips.problems());
        }
    }

    /**
     * Rates predictions that are written already; no audio is read.
     *
     * @param table the predictions, as {@code evaluate --out} and {@code ensemble} write them
     * @param config whose data settings name the data set
     * @param split train, val, test or all
     * @return the scores of the tasks that the table and the labels have
     */
    public static Outcome ofTable(Path table, RunConfig config, String split) {
        config.data().requirePath();
        Members.Loaded loaded =
                Members.load(
                        List.of(new Members.Member("predictions", table)),
                        config,
                        split,
                        done -> {});
        PredictionSet set = loaded.sets().values().iterator().next();
        return outcome(set.tasks(), set.result(), loaded.problems());
    }

    private static Outcome outcome(
            List<Task> tasks, EvaluationResult result, List<Problem> problems) {
        return new Outcome(
                result.clips().size(),
                result.headline(),
                result.scores(),
                PerClipScores.of(tasks, result),
                problems);
    }
}
