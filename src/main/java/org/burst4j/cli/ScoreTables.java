package org.burst4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.metric.ClassScores;
import org.burst4j.metric.ConfusionMatrix;
import org.burst4j.metric.PerClipCcc;
import org.burst4j.metric.RegressionScores;
import org.burst4j.metric.TaskScores;
import org.burst4j.run.ModelEvaluation.Outcome;
import org.burst4j.run.Numbers;

/** All scores of an evaluation, as tables and as JSON. */
final class ScoreTables {
    private ScoreTables() {}

    /** The official scores first, then a table for each task. */
    static void print(PrintWriter out, Outcome outcome) {
        List<List<String>> head = new ArrayList<>();
        head.add(List.of("metric", "score"));
        outcome.scores().forEach((key, value) -> head.add(List.of(key, three(value))));
        outcome.perClip()
                .forEach(
                        (task, value) -> head.add(List.of(task + PerClipCcc.SUFFIX, three(value))));
        Tables.print(out, head);
        outcome.tasks()
                .forEach(
                        (task, scores) -> {
                            out.println();
                            Tables.print(
                                    out,
                                    scores instanceof ClassScores classes
                                            ? confusion(task, classes)
                                            : outputs(task, (RegressionScores) scores));
                        });
    }

    private static List<List<String>> outputs(String task, RegressionScores scores) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(task, "CCC", "Pearson", "MAE", "clips"));
        for (int k = 0; k < scores.labels().size(); k++) {
            rows.add(
                    List.of(
                            scores.labels().get(k),
                            three(scores.ccc().get(k)),
                            three(scores.pearson().get(k)),
                            three(scores.mae().get(k)),
                            Integer.toString(scores.n().get(k))));
        }
        rows.add(
                List.of(
                        "mean",
                        three(scores.meanCcc()),
                        three(scores.meanPearson()),
                        three(scores.meanMae()),
                        ""));
        return rows;
    }

    private static List<List<String>> confusion(String task, ClassScores scores) {
        ConfusionMatrix matrix = scores.confusion();
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(task + ": truth \\ predicted"));
        header.addAll(matrix.labels());
        header.addAll(List.of("clips", "recall"));
        rows.add(header);
        for (int truth = 0; truth < matrix.labels().size(); truth++) {
            List<String> row = new ArrayList<>(List.of(matrix.labels().get(truth)));
            matrix.counts().get(truth).forEach(count -> row.add(Integer.toString(count)));
            row.add(Integer.toString(matrix.support(truth)));
            row.add(three(matrix.recall().get(truth)));
            rows.add(row);
        }
        return rows;
    }

    /** Scores of each task by name; an undefined one is null. */
    static Map<String, Object> json(Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        outcome.tasks()
                .forEach(
                        (task, scores) ->
                                json.put(task, json(scores, outcome.perClip().get(task))));
        return json;
    }

    private static Map<String, Object> json(TaskScores scores, Double perClip) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (scores instanceof ClassScores classes) {
            json.put("uar", defined(classes.uar()));
            json.put("accuracy", defined(classes.accuracy()));
            json.put("recall", byLabel(scores, classes.recall()));
            Map<String, Object> confusion = new LinkedHashMap<>();
            confusion.put("labels", classes.labels());
            confusion.put("counts", classes.confusion().counts());
            json.put("confusion", confusion);
            return json;
        }
        RegressionScores numbers = (RegressionScores) scores;
        json.put("ccc", defined(numbers.meanCcc()));
        json.put("pearson", defined(numbers.meanPearson()));
        json.put("mae", defined(numbers.meanMae()));
        if (perClip != null) {
            json.put("cccPerClip", defined(perClip));
        }
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (int k = 0; k < numbers.labels().size(); k++) {
            Map<String, Object> output = new LinkedHashMap<>();
            output.put("ccc", defined(numbers.ccc().get(k)));
            output.put("pearson", defined(numbers.pearson().get(k)));
            output.put("mae", defined(numbers.mae().get(k)));
            output.put("clips", numbers.n().get(k));
            outputs.put(numbers.labels().get(k), output);
        }
        json.put("outputs", outputs);
        return json;
    }

    /** Scores by name; an undefined one is null. */
    static Map<String, Object> defined(Map<String, Double> scores) {
        Map<String, Object> json = new LinkedHashMap<>();
        scores.forEach((name, value) -> json.put(name, defined(value)));
        return json;
    }

    private static Map<String, Object> byLabel(TaskScores scores, List<Double> values) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (int k = 0; k < values.size(); k++) {
            json.put(scores.labels().get(k), defined(values.get(k)));
        }
        return json;
    }

    private static Double defined(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static String three(double value) {
        return Numbers.three(value, "-");
    }
}
