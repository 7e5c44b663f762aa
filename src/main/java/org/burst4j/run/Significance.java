package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.metric.PairedBootstrap.Difference;
import org.burst4j.metric.compare.Holm;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * Which models differ from a reference by more than chance, as Table 2 of Burst2Vec (Anuchitanukul
 * and Specia 2022) asks: t-tests for regression, Cochran's Q for classes (or McNemar's exact test),
 * and an interval of the difference in every metric.
 *
 * <p>A task has one test, in the row of the metric that it is ranked by; see {@link
 * SignificanceTests} for what is tested. Joint scores such as S_MTL have no test but an interval,
 * as in the paper. The intervals draw whole speakers where all are known, the tests take clips as
 * independent.
 */
public final class Significance {
    /** The name of the other model in rows that test all models together. */
    public static final String ALL = "all";

    private Significance() {}

    /**
     * Compares models with a reference.
     *
     * @param referenceName the reference's name
     * @param reference its predictions, of clips with labels
     * @param others the other models by name, of the same clips; one or more
     * @param settings how
     * @return for each other model a row for each metric of each task and each joint score; with
     *     two or more others and a task with classes first one row of Cochran's Q over all models,
     *     which Holm's correction leaves out
     * @throws ConfigException if there is no other model, or one has the reference's name or {@link
     *     #ALL}
     * @throws DataException if tasks or clips are not the same, or no clip has a label
     */
    public static List<SignificanceRow> compare(
            String referenceName,
            PredictionSet reference,
            Map<String, PredictionSet> others,
            SignificanceSettings settings) {
        return compare(referenceName, reference, others, settings, true);
    }

    /**
     * Tests models against a reference without resampling anything.
     *
     * @param referenceName the reference's name
     * @param reference its predictions, of clips with labels
     * @param others the other models by name, of the same clips; one or more
     * @param settings how
     * @return as {@link #compare}, but all intervals are unknown
     * @throws ConfigException as {@link #compare}
     * @throws DataException as {@link #compare}
     */
    public static List<SignificanceRow> tests(
            String referenceName,
            PredictionSet reference,
            Map<String, PredictionSet> others,
            SignificanceSettings settings) {
        return compare(referenceName, reference, others, settings, false);
    }

    private static List<SignificanceRow> compare(
            String referenceName,
            PredictionSet reference,
            Map<String, PredictionSet> others,
            SignificanceSettings settings,
            boolean intervals) {
        Map<String, PredictionSet> same = checked(referenceName, reference, others);
        SignificanceRows rows = new SignificanceRows(referenceName, reference.clips(), settings);
        List<SignificanceRow> together = new ArrayList<>();
        if (same.size() > 1) {
            for (Task task : reference.tasks()) {
                if (task.kind() == TaskKind.CLASSES) {
                    together.add(rows.together(task, reference, same.values()));
                }
            }
        }
        Map<String, float[]> targets = targets(reference);
        List<SignificanceRow> pairs = new ArrayList<>();
        for (Map.Entry<String, PredictionSet> other : same.entrySet()) {
            Map<String, float[]> ours = numbers(reference);
            Map<String, float[]> theirs = numbers(other.getValue());
            Map<String, Difference> differences =
                    intervals
                            ? rows.resampled(reference.tasks(), ours, theirs, targets)
                            : scores(reference, other.getValue());
            pairs.addAll(
                    rows.of(
                            other.getKey(),
                            "",
                            reference.tasks(),
                            ours,
                            theirs,
                            targets,
                            differences));
        }
        together.addAll(corrected(pairs, settings));
        return together;
    }

    private static Map<String, Difference> scores(PredictionSet reference, PredictionSet other) {
        Map<String, Double> theirs = other.result().headline();
        Map<String, Difference> scores = new LinkedHashMap<>();
        reference
                .result()
                .headline()
                .forEach((key, ours) -> scores.put(key, Difference.of(ours, theirs.get(key))));
        return scores;
    }

    /**
     * Corrects the p values of several comparisons together and judges them anew.
     *
     * @param rows rows of {@link #compare} or {@link #outputs}, maybe of several references; two
     *     models that are each the other's reference count as one test
     * @param settings the level, and whether the corrected p is held against it
     * @return the rows in their order; p values of all models together are left as they are
     */
    public static List<SignificanceRow> corrected(
            List<SignificanceRow> rows, SignificanceSettings settings) {
        Map<List<Object>, Integer> places = new LinkedHashMap<>();
        List<Double> family = new ArrayList<>();
        List<Integer> placeOf = new ArrayList<>();
        for (SignificanceRow row : rows) {
            Set<String> pair = Set.copyOf(List.of(row.reference(), row.other()));
            boolean alone = row.other().equals(ALL);
            Integer place =
                    places.putIfAbsent(List.of(pair, row.metric(), row.output()), family.size());
            placeOf.add(place == null ? family.size() : place);
            if (place == null) {
                family.add(alone ? Double.NaN : row.p());
            }
        }
        List<Double> adjusted = Holm.adjust(family);
        List<SignificanceRow> judged = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            judged.add(rows.get(i).judged(adjusted.get(placeOf.get(i)), settings));
        }
        return judged;
    }

    /**
     * Compares output by output: each output of each regression task that has several, as if it
     * were a task of its own.
     *
     * @param referenceName the reference's name
     * @param reference its predictions, of clips with labels
     * @param others the other models by name, of the same clips; one or more
     * @param settings how; Holm's correction is for all tests of this table
     * @return a row for each metric of each output and other model; none without such a task
     * @throws ConfigException as {@link #compare}
     * @throws DataException as {@link #compare}
     */
    public static List<SignificanceRow> outputs(
            String referenceName,
            PredictionSet reference,
            Map<String, PredictionSet> others,
            SignificanceSettings settings) {
        Map<String, PredictionSet> same = checked(referenceName, reference, others);
        SignificanceRows rows = new SignificanceRows(referenceName, reference.clips(), settings);
        List<SignificanceRow> all = new ArrayList<>();
        for (Map.Entry<String, PredictionSet> other : same.entrySet()) {
            for (Task task : reference.tasks()) {
                if (task.kind() == TaskKind.CLASSES || task.size() == 1) {
                    continue;
                }
                for (int k = 0; k < task.size(); k++) {
                    String label = task.labels().get(k);
                    List<Task> one = List.of(output(task, label));
                    Map<String, float[]> ours = output(numbers(reference), task, k);
                    Map<String, float[]> theirs = output(numbers(other.getValue()), task, k);
                    Map<String, float[]> targets = output(targets(reference), task, k);
                    all.addAll(
                            rows.of(
                                    other.getKey(),
                                    label,
                                    one,
                                    ours,
                                    theirs,
                                    targets,
                                    rows.resampled(one, ours, theirs, targets)));
                }
            }
        }
        return corrected(all, settings);
    }

    private static Map<String, PredictionSet> checked(
            String referenceName, PredictionSet reference, Map<String, PredictionSet> others) {
        if (others.isEmpty() || others.containsKey(referenceName) || others.containsKey(ALL)) {
            throw new ConfigException(
                    "'"
                            + referenceName
                            + "' is to be compared with "
                            + others.keySet()
                            + ", expected one other model or more, none named '"
                            + ALL
                            + "'",
                    "Name each model once.");
        }
        if (!reference.labelled()) {
            throw new DataException(
                    "no clip has a label of " + reference.tasks().stream().map(Task::name).toList(),
                    "Compare on a split with labels: give --data and --split.");
        }
        Map<String, PredictionSet> same = new LinkedHashMap<>();
        others.forEach(
                (name, set) -> {
                    if (set.clips().size() != reference.clips().size()) {
                        throw new DataException(
                                "'"
                                        + name
                                        + "' predicts "
                                        + set.clips().size()
                                        + " clips, '"
                                        + referenceName
                                        + "' "
                                        + reference.clips().size(),
                                "Compare predictions of the same clips.");
                    }
                    same.put(name, set.named(name).only(reference.tasks(), reference.clips()));
                });
        return same;
    }

    private static Task output(Task task, String label) {
        return new Task(
                task.name(),
                task.kind(),
                List.of(label),
                List.of(),
                task.minimum(),
                task.maximum());
    }

    private static Map<String, float[]> numbers(PredictionSet set) {
        Map<String, float[]> all = new LinkedHashMap<>();
        set.tasks().forEach(task -> all.put(task.name(), set.predictions(task.name())));
        return all;
    }

    private static Map<String, float[]> targets(PredictionSet set) {
        Map<String, float[]> all = new LinkedHashMap<>();
        set.tasks().forEach(task -> all.put(task.name(), Evaluation.targets(task, set.clips())));
        return all;
    }

    private static Map<String, float[]> output(Map<String, float[]> all, Task task, int k) {
        float[] values = all.get(task.name());
        float[] column = new float[values.length / task.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = values[i * task.size() + k];
        }
        return Map.of(task.name(), column);
    }
}
