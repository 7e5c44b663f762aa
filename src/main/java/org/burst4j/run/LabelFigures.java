package org.burst4j.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.burst4j.ConfigException;
import org.burst4j.data.Clip;
import org.burst4j.data.Oversampling;
import org.burst4j.data.Stratum;
import org.burst4j.report.BarFigure;
import org.burst4j.report.BarFigure.Panel;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** Figures of how the labels of clips are distributed. */
public final class LabelFigures {
    private static final int MOST_BINS = 200;

    private final double binWidth;

    /**
     * Prepares figures.
     *
     * @param binWidth width of the bins of a task with one number, in its unit
     */
    public LabelFigures(double binWidth) {
        Oversampling.requireWidth(binWidth);
        this.binWidth = binWidth;
    }

    /**
     * One figure for each pair of a regression task with one output and a class task: clips of each
     * bin by class, and the classes' shares of each bin.
     *
     * <p>Source: Burst2Vec (ExVo 2022), Figure 1: age by country.
     *
     * @param clips the clips; those without one of the labels are not counted
     * @param tasks tasks of the clips
     * @param where which clips they are, e.g. {@code train and val}
     * @return the figures; none where there is no such pair or no clip has both labels
     * @throws ConfigException if the bins are too narrow
     */
    public List<BarFigure> pairs(List<Clip> clips, List<Task> tasks, String where) {
        List<BarFigure> figures = new ArrayList<>();
        for (Task x : tasks) {
            for (Task series : tasks) {
                if (Stratum.binned(x) && series.kind() == TaskKind.CLASSES) {
                    List<Long> bins = bins(clips, x, series);
                    if (!bins.isEmpty()) {
                        figures.add(pair(clips, x, series, bins, where));
                    }
                }
            }
        }
        return figures;
    }

    private BarFigure pair(List<Clip> clips, Task x, Task series, List<Long> bins, String where) {
        List<List<Double>> counts = counts(clips, x, series, bins);
        return new BarFigure(
                x.name() + "-by-" + series.name(),
                "Distribution of " + x.name() + " and " + series.name(),
                where + ": " + (int) sum(counts) + " clips with both labels" + bins(x),
                x.name(),
                ticks(x, bins),
                bins.size(),
                series.name(),
                series.labels(),
                List.of(
                        new Panel("Clips", "clips", false, counts),
                        new Panel(
                                "Share of each " + series.name() + " in the bin",
                                "share_of_bin",
                                true,
                                shares(counts))));
    }

    /**
     * Training clips before and after oversampling, in one figure for each task but the one that
     * the bars are divided by: the first class task, or else the last one that has several outputs.
     *
     * @param oversampling the outcome
     * @param tasks the tasks that it went by
     * @return the figures; none without tasks
     * @throws ConfigException if the bins are too narrow
     */
    public List<BarFigure> beforeAfter(Oversampling oversampling, List<Task> tasks) {
        List<BarFigure> figures = new ArrayList<>();
        Task series = divider(tasks);
        for (Task x : tasks) {
            if (!x.equals(series)) {
                List<Long> bins = bins(oversampling.clips(), x, series);
                if (!bins.isEmpty()) {
                    figures.add(beforeAfter(oversampling, x, series, bins));
                }
            }
        }
        return figures;
    }

    /** The task whose strata are the colours; null if there is no fit one beside another. */
    private static Task divider(List<Task> tasks) {
        if (tasks.size() < 2) {
            return null;
        }
        List<Task> named = tasks.stream().filter(task -> !Stratum.binned(task)).toList();
        return named.stream()
                .filter(task -> task.kind() == TaskKind.CLASSES)
                .findFirst()
                .orElse(named.isEmpty() ? null : named.get(named.size() - 1));
    }

    private BarFigure beforeAfter(Oversampling oversampling, Task x, Task series, List<Long> bins) {
        List<Clip> after = oversampling.clips();
        List<Clip> before = after.subList(0, oversampling.originals());
        List<String> names = series == null ? List.of("clips") : series.labels();
        return new BarFigure(
                "oversampling-" + x.name() + (series == null ? "" : "-by-" + series.name()),
                "Training clips before and after oversampling: "
                        + x.name()
                        + (series == null ? "" : " by " + series.name()),
                oversampling.strata()
                        + " strata with clips, the largest of "
                        + oversampling.largest()
                        + "; no clip is there more than "
                        + oversampling.mostCopies()
                        + " times"
                        + bins(x),
                x.name(),
                ticks(x, bins),
                bins.size(),
                series == null ? "" : series.name(),
                names,
                List.of(
                        new Panel(
                                "Before: " + before.size() + " clips",
                                "before",
                                false,
                                counts(before, x, series, bins)),
                        new Panel(
                                "After: " + after.size() + " clips",
                                "after",
                                false,
                                counts(after, x, series, bins))));
    }

    /** What a bin of a figure is. */
    private String bins(Task x) {
        if (Stratum.binned(x)) {
            return "; bins of " + Stratum.edge(1, binWidth);
        }
        return x.kind() == TaskKind.CLASSES ? "" : "; by the largest output of each clip";
    }

    /**
     * The strata as a table.
     *
     * @param oversampling the outcome
     * @param tasks the tasks that it went by
     * @return rows in the order of the strata, the header first: one column a task, {@code before},
     *     {@code after}
     */
    public List<List<Object>> strata(Oversampling oversampling, List<Task> tasks) {
        List<Clip> after = oversampling.clips();
        Map<List<Long>, Integer> before =
                Oversampling.counts(after.subList(0, oversampling.originals()), tasks, binWidth);
        Map<List<Long>, Integer> counts = new TreeMap<>((left, right) -> compare(left, right));
        counts.putAll(Oversampling.counts(after, tasks, binWidth));
        List<List<Object>> rows = new ArrayList<>();
        List<Object> header = new ArrayList<>(tasks.stream().map(Task::name).toList());
        header.addAll(List.of("before", "after"));
        rows.add(header);
        counts.forEach(
                (stratum, count) -> {
                    List<Object> row = new ArrayList<>();
                    for (int i = 0; i < tasks.size(); i++) {
                        row.add(Stratum.name(stratum.get(i), tasks.get(i), binWidth));
                    }
                    row.addAll(List.of(before.get(stratum), count));
                    rows.add(row);
                });
        return rows;
    }

    private static int compare(List<Long> left, List<Long> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** All outputs or classes; or the bins from the lowest to the highest that has a clip. */
    private List<Long> bins(List<Clip> clips, Task x, Task series) {
        List<Task> tasks = series == null ? List.of(x) : List.of(x, series);
        List<Long> used =
                clips.stream()
                        .flatMap(clip -> Stratum.of(clip, tasks, binWidth).stream())
                        .map(stratum -> stratum.get(0))
                        .distinct()
                        .sorted()
                        .toList();
        if (used.isEmpty() || !Stratum.binned(x)) {
            return used.isEmpty() ? used : LongStream.range(0, x.size()).boxed().toList();
        }
        long first = used.get(0);
        long last = used.get(used.size() - 1);
        if (last - first >= MOST_BINS) {
            throw new ConfigException(
                    "data.oversampleBinWidth is "
                            + binWidth
                            + ", which cuts the task '"
                            + x.name()
                            + "' into "
                            + (last - first + 1)
                            + " bins, expected "
                            + MOST_BINS
                            + " or fewer",
                    "Set data.oversampleBinWidth to a larger value.");
        }
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private List<String> ticks(Task x, List<Long> bins) {
        if (!Stratum.binned(x)) {
            return x.labels();
        }
        List<String> edges = new ArrayList<>();
        bins.forEach(bin -> edges.add(Stratum.edge(bin, binWidth)));
        edges.add(Stratum.edge(bins.get(bins.size() - 1) + 1, binWidth));
        return edges;
    }

    private List<List<Double>> counts(List<Clip> clips, Task x, Task series, List<Long> bins) {
        List<Task> tasks = series == null ? List.of(x) : List.of(x, series);
        Map<List<Long>, Integer> counts =
                new HashMap<>(Oversampling.counts(clips, tasks, binWidth));
        return LongStream.range(0, series == null ? 1 : series.size())
                .mapToObj(
                        row ->
                                bins.stream()
                                        .map(
                                                bin ->
                                                        series == null
                                                                ? List.of(bin)
                                                                : List.of(bin, row))
                                        .map(key -> (double) counts.getOrDefault(key, 0))
                                        .toList())
                .toList();
    }

    private static List<List<Double>> shares(List<List<Double>> counts) {
        double[] totals =
                IntStream.range(0, counts.get(0).size())
                        .mapToDouble(bin -> counts.stream().mapToDouble(row -> row.get(bin)).sum())
                        .toArray();
        return counts.stream()
                .map(
                        row ->
                                IntStream.range(0, totals.length)
                                        .mapToObj(
                                                bin ->
                                                        totals[bin] == 0
                                                                ? 0.0
                                                                : row.get(bin) / totals[bin])
                                        .toList())
                .toList();
    }

    private static double sum(List<List<Double>> counts) {
        return counts.stream().flatMap(List::stream).mapToDouble(count -> count).sum();
    }
}
