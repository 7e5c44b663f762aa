package org.burst4j.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.burst4j.metric.JointScores;
import org.burst4j.metric.PerClipCcc;
import org.burst4j.report.LineChart.Line;
import org.burst4j.report.LineChart.Style;

/** Chooses the curves of a run. */
final class LineCharts {
    private static final String ERROR = ".mae";
    private static final String ACCURACY = "Accuracy";
    private static final String PER_CLIP = PerClipCcc.SUFFIX;

    private final List<EpochRow> epochs;
    private final List<Integer> numbers;
    private final List<Integer> stageStarts = new ArrayList<>();

    private LineCharts(List<EpochRow> epochs) {
        this.epochs = epochs;
        this.numbers = epochs.stream().map(EpochRow::globalEpoch).toList();
        for (int i = 1; i < epochs.size(); i++) {
            if (epochs.get(i).stage() != epochs.get(i - 1).stage()) {
                stageStarts.add(epochs.get(i).globalEpoch());
            }
        }
    }

    /** The charts for which there are numbers. */
    static List<LineChart> of(List<EpochRow> epochs) {
        LineCharts charts = new LineCharts(epochs);
        return List.of(
                        charts.loss(),
                        charts.metrics(
                                "metrics",
                                "Scores on the validation clips",
                                charts.hasJointScores() ? "CCC, UAR or joint" : "CCC or UAR",
                                key -> !key.endsWith(ERROR) && !key.endsWith(PER_CLIP)),
                        charts.metrics(
                                "per-clip",
                                "Not the challenge's metric: CCC per clip",
                                "CCC across each clip's outputs",
                                key -> key.endsWith(PER_CLIP)),
                        charts.metrics(
                                "errors",
                                "Errors on the validation clips",
                                "in the label's unit",
                                key -> key.endsWith(ERROR)),
                        charts.taskLosses(),
                        charts.terms(
                                "loss-terms",
                                "What each task's loss is made of",
                                "mean over its training batches",
                                key -> !key.endsWith(ACCURACY)),
                        charts.discriminator(),
                        charts.perTask(
                                "task-weights",
                                "Learned task weights",
                                "exp(-2s)",
                                EpochRow::taskWeights),
                        charts.perTask(
                                "task-sigmas",
                                "Learned task uncertainties",
                                "sigma = exp(s)",
                                EpochRow::sigmas),
                        charts.learningRate())
                .stream()
                .filter(chart -> !chart.isEmpty())
                .toList();
    }

    private LineChart loss() {
        List<Line> lines = new ArrayList<>();
        add(lines, "training", 0, Style.SOLID, EpochRow::trainLoss);
        add(lines, "validation", 1, Style.SOLID, EpochRow::valLoss);
        add(
                lines,
                "best of its stage",
                2,
                Style.RINGS,
                row -> isBestOfStage(row) ? row.valLoss() : Double.NaN);
        return chart("loss", "Loss", "weighted loss", lines);
    }

    /** Whether no later epoch of the stage is better. */
    private boolean isBestOfStage(EpochRow row) {
        return row.best()
                && epochs.stream()
                        .noneMatch(
                                other ->
                                        other.best()
                                                && other.stage() == row.stage()
                                                && other.globalEpoch() > row.globalEpoch());
    }

    private LineChart learningRate() {
        List<Line> lines = new ArrayList<>();
        add(lines, "learning rate", 0, Style.SOLID, EpochRow::learningRate);
        return chart("learning-rate", "Learning rate", "at the end of the epoch", lines);
    }

    private LineChart metrics(String name, String title, String yTitle, Predicate<String> wanted) {
        List<Line> lines = new ArrayList<>();
        for (String key : keys(EpochRow::metrics)) {
            if (wanted.test(key)) {
                String shown = key.startsWith("val/") ? key.substring("val/".length()) : key;
                add(lines, shown, lines.size(), Style.SOLID, row -> value(row.metrics(), key));
            }
        }
        return chart(name, title, yTitle, lines);
    }

    private boolean hasJointScores() {
        return keys(EpochRow::metrics).stream()
                .anyMatch(key -> JointScores.isJoint(key.substring(key.indexOf('/') + 1)));
    }

    private LineChart taskLosses() {
        List<Line> lines = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        for (String key : keys(EpochRow::rawLosses)) {
            String task = key.substring(key.indexOf('/') + 1);
            if (!tasks.contains(task)) {
                tasks.add(task);
            }
            boolean training = key.startsWith("train/");
            String shown = task + (training ? ", training" : ", validation");
            add(
                    lines,
                    shown,
                    tasks.indexOf(task),
                    training ? Style.DASHED : Style.SOLID,
                    row -> value(row.rawLosses(), key));
        }
        return chart("task-losses", "Loss of each task", "unweighted loss", lines);
    }

    /**
     * A discriminator that always answers one task tells all of its clips and none of the others:
     * only the mean over all tasks tells that from knowing something.
     */
    private LineChart discriminator() {
        List<String> keys =
                keys(EpochRow::terms).stream().filter(key -> key.endsWith(ACCURACY)).toList();
        List<Line> lines = new ArrayList<>();
        addTerms(lines, keys::contains);
        if (keys.size() > 1) {
            int colour = lines.size();
            // NaN, a gap, where a task had no batch: what is left has another chance.
            add(
                    lines,
                    "mean over tasks",
                    colour,
                    Style.SOLID,
                    row ->
                            keys.stream().mapToDouble(key -> value(row.terms(), key)).sum()
                                    / keys.size());
            add(lines, "chance", colour + 1, Style.DASHED, row -> 1.0 / keys.size());
        }
        return chart(
                "discriminator",
                "Accuracy of the task discriminator",
                "share of clips whose task it told",
                lines);
    }

    private LineChart terms(String name, String title, String yTitle, Predicate<String> wanted) {
        List<Line> lines = new ArrayList<>();
        addTerms(lines, wanted);
        return chart(name, title, yTitle, lines);
    }

    private void addTerms(List<Line> lines, Predicate<String> wanted) {
        for (String key : keys(EpochRow::terms)) {
            if (wanted.test(key)) {
                add(
                        lines,
                        key.replace("/", ", "),
                        lines.size(),
                        Style.SOLID,
                        row -> value(row.terms(), key));
            }
        }
    }

    private LineChart perTask(
            String name, String title, String yTitle, Function<EpochRow, Map<String, Double>> of) {
        List<Line> lines = new ArrayList<>();
        for (String key : keys(of)) {
            add(lines, key, lines.size(), Style.SOLID, row -> value(of.apply(row), key));
        }
        return chart(name, title, yTitle, lines);
    }

    private LineChart chart(String name, String title, String yTitle, List<Line> lines) {
        return new LineChart(name, title, yTitle, numbers, List.copyOf(lines), stageStarts);
    }

    private Set<String> keys(Function<EpochRow, Map<String, Double>> of) {
        Set<String> keys = new LinkedHashSet<>();
        epochs.forEach(row -> keys.addAll(of.apply(row).keySet()));
        return keys;
    }

    private static double value(Map<String, Double> map, String key) {
        return map.getOrDefault(key, Double.NaN);
    }

    /** Adds a curve unless it has no number at all. */
    private void add(
            List<Line> lines, String name, int colour, Style style, Function<EpochRow, Double> of) {
        List<Double> values = epochs.stream().map(of).toList();
        if (values.stream().anyMatch(Double::isFinite)) {
            lines.add(new Line(name, values, colour, style));
        }
    }
}
