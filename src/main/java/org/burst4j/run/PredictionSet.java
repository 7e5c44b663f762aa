package org.burst4j.run;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.task.Task;
import org.burst4j.train.EvaluationResult;

/**
 * What one model predicts for a list of clips, whose labels the clips hold as far as they have any:
 * computed, read from a table that {@code evaluate --out} wrote, or averaged from several.
 */
public final class PredictionSet {
    /** The member or file that messages name; empty: none. */
    private final String name;

    private final List<Task> tasks;
    private final List<Clip> clips;
    private final Map<String, float[]> predictions;

    /**
     * Takes predictions.
     *
     * @param tasks the tasks
     * @param clips the clips, ids unique
     * @param predictions by task: scores in the labels' unit or class probabilities, [clips, K] row
     *     by row; not copied
     * @throws DataException if a task has not K numbers of each clip
     */
    PredictionSet(List<Task> tasks, List<Clip> clips, Map<String, float[]> predictions) {
        this("", tasks, clips, predictions);
    }

    private PredictionSet(
            String name, List<Task> tasks, List<Clip> clips, Map<String, float[]> predictions) {
        this.name = name;
        this.tasks = List.copyOf(tasks);
        this.clips = List.copyOf(clips);
        this.predictions = new LinkedHashMap<>();
        for (Task task : tasks) {
            float[] values = predictions.get(task.name());
            int found = values == null ? 0 : values.length;
            if (found != clips.size() * task.size()) {
                throw new DataException(
                        where()
                                + "task '"
                                + task.name()
                                + "' has "
                                + found
                                + " predicted numbers, expected "
                                + task.size()
                                + " for each of "
                                + clips.size()
                                + " clips",
                        "Give predictions of all clips.");
            }
            this.predictions.put(task.name(), values);
        }
    }

    /**
     * The predictions of an evaluation.
     *
     * @param tasks its tasks
     * @param result the evaluation
     * @return its predictions, with the labels of its clips
     */
    public static PredictionSet of(List<Task> tasks, EvaluationResult result) {
        return new PredictionSet(tasks, result.clips(), result.predictions());
    }

    /**
     * The same predictions under a name.
     *
     * @param newName what messages call them, e.g. a member's name or a file
     * @return the predictions, not copied
     */
    public PredictionSet named(String newName) {
        return new PredictionSet(newName, tasks, clips, predictions);
    }

    private String calledOr(int place) {
        return name.isEmpty() ? "member " + (place + 1) : name;
    }

    private String where() {
        return name.isEmpty() ? "" : "'" + name + "': ";
    }

    /**
     * Reads predictions without a data set: of the built-in tasks that the columns name, clips as
     * the file names them, no labels.
     *
     * @param file the table
     * @return its predictions in its order
     * @throws DataException as {@link #read(Path, List, List)}, or if it has no row
     */
    public static PredictionSet read(Path file) {
        return new PredictionReader(file, List.of()).readAll();
    }

    /**
     * Reads predictions.
     *
     * @param file the table, as {@link PredictionTable} writes it; its rows may be in any order and
     *     name a clip by its id or by its file
     * @param clips the clips whose predictions are wanted
     * @param tasks the tasks that are wanted; columns of other tasks are passed over
     * @return the predictions in the order of the clips
     * @throws DataException if a column or a clip is missing, doubled or unknown, a cell is no
     *     finite number, or the probabilities are none or not those of the chosen class
     */
    public static PredictionSet read(Path file, List<Clip> clips, List<Task> tasks) {
        return read(file, clips, clips, tasks);
    }

    /**
     * Reads predictions of some of a data set's clips.
     *
     * @param file the table
     * @param clips the clips whose predictions are wanted
     * @param known all clips of the data set: rows of those that are not wanted are passed over
     * @param tasks the tasks that are wanted
     * @return the predictions in the order of {@code clips}
     * @throws DataException as {@link #read(Path, List, List)}
     */
    public static PredictionSet read(
            Path file, List<Clip> clips, List<Clip> known, List<Task> tasks) {
        return new PredictionReader(file, tasks).read(clips, known, tasks);
    }

    /**
     * Reads the predictions of those clips of a data set that the table names.
     *
     * @param file the table
     * @param known all clips of the data set
     * @param tasks the tasks that are wanted
     * @return the predictions in the order of {@code known}
     * @throws DataException as {@link #read(Path, List, List)}
     */
    public static PredictionSet readNamed(Path file, List<Clip> known, List<Task> tasks) {
        PredictionReader reader = new PredictionReader(file, tasks);
        return reader.read(reader.named(known), known, tasks);
    }

    /**
     * Averages: of regression the predicted numbers, of classes the probabilities, of which then
     * the largest counts (Anuchitanukul and Specia 2022, ensembles).
     *
     * @param sets at least one, all of the same tasks and clips, clips in any order
     * @param weights one a set, above 0, in any scale; empty: all alike
     * @return the weighted mean, with the clips and labels of the first
     * @throws ConfigException if the weights are not one a set or not above 0
     * @throws DataException if tasks or clips differ
     */
    public static PredictionSet average(List<PredictionSet> sets, List<Double> weights) {
        if (sets.isEmpty()) {
            throw new ConfigException("there is nothing to average", "Name a member or more.");
        }
        double[] shares = Ensembles.shares(sets.size(), weights);
        PredictionSet first = sets.get(0);
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < sets.size(); i++) {
            PredictionSet set =
                    sets.get(i).named(sets.get(i).calledOr(i)).only(first.tasks, first.clips);
            if (set.clips.size() != sets.get(i).clips.size()
                    || set.tasks.size() != sets.get(i).tasks.size()) {
                throw new DataException(
                        sets.get(i).calledOr(i)
                                + " predicts more clips or tasks than "
                                + first.calledOr(0),
                        "Average predictions of the same clips and tasks.");
            }
            for (Task task : first.tasks) {
                float[] values = set.predictions.get(task.name());
                double[] sum = sums.computeIfAbsent(task.name(), name -> new double[values.length]);
                for (int at = 0; at < sum.length; at++) {
                    sum[at] += shares[i] * values[at];
                }
            }
        }
        Map<String, float[]> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, floats(sum)));
        return new PredictionSet(first.tasks, first.clips, means);
    }

    private static float[] floats(double[] values) {
        float[] copy = new float[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (float) values[i];
        }
        return copy;
    }

    /**
     * A part of these predictions.
     *
     * @param wantedTasks the tasks that are kept
     * @param wantedClips the clips that are kept; theirs are the labels of the part
     * @return predictions in the order of {@code wantedClips}
     * @throws DataException if a task or a clip is not predicted
     */
    public PredictionSet only(List<Task> wantedTasks, List<Clip> wantedClips) {
        Map<String, Integer> rows = new HashMap<>();
        for (int row = 0; row < clips.size(); row++) {
            rows.put(clips.get(row).id(), row);
        }
        Map<String, float[]> kept = new LinkedHashMap<>();
        for (Task task : wantedTasks) {
            float[] all = predictions.get(task.name());
            if (all == null) {
                throw new DataException(
                        where()
                                + "task '"
                                + task.name()
                                + "' is not predicted, only "
                                + predictions.keySet(),
                        "Choose tasks that all members predict.");
            }
            float[] part = new float[wantedClips.size() * task.size()];
            for (int i = 0; i < wantedClips.size(); i++) {
                Integer row = rows.get(wantedClips.get(i).id());
                if (row == null) {
                    throw new DataException(
                            where() + "clip '" + wantedClips.get(i).id() + "' is not predicted",
                            "Compare predictions of the same clips.");
                }
                System.arraycopy(all, row * task.size(), part, i * task.size(), task.size());
            }
            kept.put(task.name(), part);
        }
        return new PredictionSet(name, wantedTasks, wantedClips, kept);
    }

    /**
     * The tasks.
     *
     * @return those that are predicted
     */
    public List<Task> tasks() {
        return tasks;
    }

    /**
     * The clips.
     *
     * @return clips in the order of the predictions
     */
    public List<Clip> clips() {
        return clips;
    }

    /**
     * The predictions of a task.
     *
     * @param task its name
     * @return a copy: [clips, K] row by row
     * @throws DataException if the task is not predicted
     */
    public float[] predictions(String task) {
        float[] values = predictions.get(task);
        if (values == null) {
            throw new DataException(
                    where() + "task '" + task + "' is not predicted, only " + predictions.keySet(),
                    "Ask for one of these.");
        }
        return values.clone();
    }

    /**
     * Whether any clip has a label of any of the tasks.
     *
     * @return false if there is nothing to be rated
     */
    public boolean labelled() {
        return clips.stream()
                .anyMatch(
                        clip ->
                                tasks.stream()
                                        .anyMatch(task -> clip.target(task.name()).isPresent()));
    }

    /**
     * Rates the predictions against the clips' labels.
     *
     * @return predictions, labels and scores, NaN where there are no labels; no losses
     */
    public EvaluationResult result() {
        Map<String, float[]> targets = new LinkedHashMap<>();
        tasks.forEach(task -> targets.put(task.name(), Evaluation.targets(task, clips)));
        return EvaluationResult.rate(
                tasks,
                clips,
                Collections.unmodifiableMap(predictions),
                targets,
                Double.NaN,
                Map.of());
    }

    /**
     * Writes the table that {@link #read(Path, List, List)} reads.
     *
     * @param file the file
     */
    public void write(Path file) {
        PredictionTable.write(file, tasks, result());
    }
}
