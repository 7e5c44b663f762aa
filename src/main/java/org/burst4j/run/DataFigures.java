package org.burst4j.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.data.ClipTable;
import org.burst4j.data.Oversampling;
import org.burst4j.data.SpeakerSplit;
import org.burst4j.data.Split;
import org.burst4j.report.BarFigure;
import org.burst4j.report.Figures;
import org.burst4j.task.Task;

/** The figures of a data set, as files. */
public final class DataFigures {
    private final RunConfig config;
    private final LabelFigures figures;

    /**
     * Prepares the figures.
     *
     * @param config says how bins are cut and what is oversampled
     */
    public DataFigures(RunConfig config) {
        this.config = config;
        this.figures = new LabelFigures(config.data().oversampleBinWidth());
    }

    /**
     * Writes, as SVG, PNG and CSV, a figure for each pair of a regression task with one output and
     * a class task and, if the configuration oversamples, figures of the training clips before and
     * after it and {@code oversampling-strata.csv}.
     *
     * @param table the clips
     * @param splits which of them the pairs are counted over; a table without splits is taken whole
     * @param folder where to
     * @return the files
     * @throws org.burst4j.ConfigException if a task to oversample is unknown, or bins are too
     *     narrow
     */
    public List<Path> write(ClipTable table, List<Split> splits, Path folder) {
        List<Task> oversampled = config.data().oversampledTasks(table.tasks());
        List<BarFigure> drawn = new ArrayList<>(pairs(table, splits));
        List<Path> files = new ArrayList<>();
        if (!oversampled.isEmpty()) {
            Oversampling oversampling = PreparedData.oversampling(config, split(table));
            drawn.addAll(figures.beforeAfter(oversampling, oversampled));
            Path strata = folder.resolve("oversampling-strata.csv");
            Figures.writeTable(figures.strata(oversampling, oversampled), strata);
            files.add(strata);
        }
        drawn.forEach(figure -> files.addAll(Figures.write(figure, folder)));
        return files;
    }

    /**
     * Looks whether there is anything to draw, without drawing it.
     *
     * @param table the clips
     * @param splits as for {@link #write}
     * @throws org.burst4j.ConfigException if a task to oversample is unknown, or bins are too
     *     narrow
     * @throws DataException if there is nothing to draw
     */
    public void requireAny(ClipTable table, List<Split> splits) {
        if (config.data().oversampledTasks(table.tasks()).isEmpty()
                && pairs(table, splits).isEmpty()) {
            throw new DataException(
                    table.root()
                            + " has no figure: no clips of "
                            + words(splits)
                            + " have labels of both a task with one number (e.g. age) and a class"
                            + " task (e.g. country); the tasks are "
                            + table.tasks().stream().map(Task::name).toList(),
                    "Choose other splits with --figure-splits, or draw what oversampling does with"
                            + " --set data.oversample=[...].");
        }
    }

    private List<BarFigure> pairs(ClipTable table, List<Split> splits) {
        if (!table.hasSplits()) {
            return figures.pairs(table.clips(), table.tasks(), "all splits");
        }
        List<Clip> clips =
                table.clips().stream().filter(clip -> splits.contains(clip.split())).toList();
        return figures.pairs(clips, table.tasks(), words(splits));
    }

    private static String words(List<Split> splits) {
        return splits.stream().map(Split::word).collect(Collectors.joining(" and "));
    }

    /** As a run would split it. */
    private ClipTable split(ClipTable table) {
        return table.hasSplits()
                ? table
                : SpeakerSplit.assign(table, config.data().valFraction(), config.seed());
    }

    /** Figures of a run's training clips before and after oversampling; none if it does not. */
    List<BarFigure> ofRun(PreparedData data) {
        return figures.beforeAfter(
                data.oversampling(), config.data().oversampledTasks(data.table().tasks()));
    }
}
