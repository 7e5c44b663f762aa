package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;
import org.burst4j.metric.PairedBootstrap;
import org.burst4j.metric.PairedBootstrap.Difference;
import org.burst4j.metric.compare.CochranQ;
import org.burst4j.metric.compare.Holm;
import org.burst4j.metric.compare.TestResult;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * Which models differ from a reference by more than chance, as Table 2 of Burst2Vec (Anuchitanukul
 * and Specia 2022) asks: t-tests for regression, Cochran's Q for classes, and an interval of the
 * difference in every metric.
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
        Map<String, PredictionSet> same = checked(referenceName, reference, others);
        List<SignificanceRow> together = new ArrayList<>();
        if (same.size() > 1) {
            for (Task task : reference.tasks()) {
                if (task.kind() == TaskKind.CLASSES) {
                    together.add(together(referenceName, task, reference, same, settings));
                }
            }
        }
        List<SignificanceRow> rows = new ArrayList<>();
        List<String> groups = groups(reference.clips());
        same.forEach(
                (name, other) ->
                        rows.addAll(
                                rows(
                                        new Pair(referenceName, name, ""),
                                        reference.tasks(),
                                        numbers(reference),
                                        numbers(other),
                                        targets(reference),
                                        groups,
                                        settings)));
        together.addAll(corrected(rows, settings));
        return together;
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
        List<String> groups = groups(reference.clips());
        List<SignificanceRow> rows = new ArrayList<>();
        for (Map.Entry<String, PredictionSet> other : same.entrySet()) {
            for (Task task : reference.tasks()) {
                if (task.kind() == TaskKind.CLASSES || task.size() == 1) {
                    continue;
                }
                for (int k = 0; k < task.size(); k++) {
                    String label = task.labels().get(k);
                    Task one =
                            new Task(
                                    task.name(),
                                    task.kind(),
                                    List.of(label),
                                    List.of(),
                                    task.minimum(),
                                    task.maximum());
                    rows.addAll(
                            rows(
                                    new Pair(referenceName, other.getKey(), label),
                                    List.of(one),
                                    output(numbers(reference), task, k),
                                    output(numbers(other.getValue()), task, k),
                                    output(targets(reference), task, k),
                                    groups,
                                    settings));
                }
            }
        }
        return corrected(rows, settings);
    }

    /** Who is compared with whom, and in which output alone. */
    private record Pair(String reference, String other, String output) {}

    private static List<SignificanceRow> rows(
            Pair pair,
            List<Task> tasks,
            Map<String, float[]> reference,
            Map<String, float[]> other,
            Map<String, float[]> targets,
            List<String> groups,
            SignificanceSettings settings) {
        Map<String, Difference> differences =
                PairedBootstrap.differences(
                        tasks,
                        reference,
                        other,
                        targets,
                        groups,
                        settings.resamples(),
                        settings.seed());
        List<SignificanceRow> rows = new ArrayList<>();
        for (Task task : tasks) {
            String name = task.name();
            TestResult test =
                    SignificanceTests.of(
                            task,
                            reference.get(name),
                            other.get(name),
                            targets.get(name),
                            settings);
            for (Metric metric : Metric.of(task)) {
                String key = metric.key(task);
                rows.add(row(pair, name, key, differences.remove(key), test, settings, task));
                test = null;
            }
        }
        differences.forEach(
                (joint, difference) ->
                        rows.add(row(pair, joint, joint, difference, null, settings, null)));
        return rows;
    }

    private static SignificanceRow row(
            Pair pair,
            String task,
            String metric,
            Difference difference,
            TestResult test,
            SignificanceSettings settings,
            Task tested) {
        Interval interval = difference.interval();
        boolean none = test == null;
        return new SignificanceRow(
                pair.reference(),
                pair.other(),
                task,
                pair.output(),
                metric,
                difference.reference(),
                difference.other(),
                difference.difference(),
                interval.low(),
                interval.high(),
                none ? "" : test.test(),
                none ? "" : SignificanceTests.on(tested, settings),
                none ? Double.NaN : test.statistic(),
                none ? Double.NaN : test.degreesOfFreedom(),
                none ? Double.NaN : test.p(),
                Double.NaN,
                false,
                none ? 0 : test.count());
    }

    private static SignificanceRow together(
            String referenceName,
            Task task,
            PredictionSet reference,
            Map<String, PredictionSet> others,
            SignificanceSettings settings) {
        float[] targets = Evaluation.targets(task, reference.clips());
        List<boolean[]> right = new ArrayList<>();
        right.add(SignificanceTests.right(task, reference.predictions(task.name()), targets));
        others.values()
                .forEach(
                        set ->
                                right.add(
                                        SignificanceTests.right(
                                                task, set.predictions(task.name()), targets)));
        Difference unknown =
                new Difference(
                        Double.NaN,
                        Double.NaN,
                        Interval.UNKNOWN,
                        Interval.UNKNOWN,
                        Interval.UNKNOWN);
        return row(
                        new Pair(referenceName, ALL, ""),
                        task.name(),
                        Metric.of(task).get(0).key(task),
                        unknown,
                        CochranQ.of(right),
                        settings,
                        task)
                .judged(Double.NaN, settings);
    }

    private static List<SignificanceRow> corrected(
            List<SignificanceRow> rows, SignificanceSettings settings) {
        List<Double> adjusted = Holm.adjust(rows.stream().map(SignificanceRow::p).toList());
        List<SignificanceRow> judged = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            judged.add(rows.get(i).judged(adjusted.get(i), settings));
        }
        return judged;
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
                    same.put(name, set.only(reference.tasks(), reference.clips()));
                });
        return same;
    }

    /** The speakers, if all are known. */
    private static List<String> groups(List<Clip> clips) {
        boolean known = clips.stream().allMatch(clip -> clip.speaker() != null);
        return known ? clips.stream().map(Clip::speaker).toList() : List.of();
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
