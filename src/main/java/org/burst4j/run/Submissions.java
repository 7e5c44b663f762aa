package org.burst4j.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.burst4j.challenge.PredictedTask;
import org.burst4j.challenge.Submission;
import org.burst4j.challenge.SubmittedScores;
import org.burst4j.data.Clip;
import org.burst4j.metric.Scoring;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.train.EvaluationResult;

/** Makes submissions: from a saved model, or from predictions that are written already. */
public final class Submissions {
    private Submissions() {}

    /**
     * Predicts a split and writes the submission.
     *
     * @param submission what is written, and where
     * @param bundle the model's folder
     * @param config whose data settings name the data set; no clip is ever left out
     * @param split train, val, test or all
     * @param progress told the number of clips done so far
     * @return what was written
     */
    public static Submission.Written fromModel(
            Submission submission,
            Path bundle,
            RunConfig config,
            String split,
            IntConsumer progress) {
        submission.requireFree();
        try (VocalBurstModel model = VocalBurstModel.load(bundle, config.train().executor())) {
            List<Task> tasks = model.tasks();
            // Before an hour of predicting: is there anything to be written at all?
            submission.leftOut(predictions(tasks, List.of(), name -> new float[0]));
            // No label is needed, so none is read: those of the test split are not there.
            ModelClips clips = ModelClips.of(model, config, List.of(), split, done -> {});
            EvaluationResult result =
                    Evaluation.of(model, clips.clips(), tasks, clips.source(), progress);
            List<String> ids = ids(clips.clips());
            return submission.write(predictions(tasks, ids, result.predictions()::get), ids);
        }
    }

    /**
     * Writes the submission from a table of predictions, as {@code evaluate --out} writes it.
     *
     * @param submission what is written, and where
     * @param table the table; its clips must be those of the split
     * @param config whose data settings name the data set
     * @param split train, val, test or all
     * @return what was written
     */
    public static Submission.Written fromTable(
            Submission submission, Path table, RunConfig config, String split) {
        submission.requireFree();
        SubmittedScores predictions = PredictionFile.read(table);
        List<String> wanted =
                ids(
                        ModelClips.chosen(
                                        config.data().read(List.of()).table(), null, config, split)
                                .clips());
        Set<String> known = Set.copyOf(wanted);
        List<String> ids = predictions.ids().stream().map(name -> id(name, known)).toList();
        return submission.write(new SubmittedScores(ids, predictions.tasks()), wanted);
    }

    /** The clip that a table means: {@code predict} names its file, {@code evaluate} its id. */
    static String id(String name, Set<String> wanted) {
        String stem = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = stem.replaceFirst("\\.[A-Za-z0-9]+$", "").replaceFirst("^\\[(.*)]$", "$1");
        return !wanted.contains(name) && wanted.contains(plain) ? plain : name;
    }

    private static List<String> ids(List<Clip> clips) {
        return clips.stream().map(Clip::id).toList();
    }

    private static SubmittedScores predictions(
            List<Task> tasks, List<String> ids, Function<String, float[]> values) {
        Map<String, PredictedTask> predicted = new LinkedHashMap<>();
        for (Task task : tasks) {
            float[] scores = values.apply(task.name());
            predicted.put(
                    task.name(),
                    task.kind() == TaskKind.CLASSES
                            ? PredictedTask.classes(names(task, scores))
                            : PredictedTask.numbers(task.labels(), scores));
        }
        return new SubmittedScores(ids, predicted);
    }

    private static List<String> names(Task task, float[] probabilities) {
        return new ArrayList<>(
                Arrays.stream(Scoring.argmax(probabilities, task.size()))
                        .mapToObj(task.labels()::get)
                        .toList());
    }
}
