package org.burst4j.run;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.data.ClipTables;
import org.burst4j.data.ColumnMap;
import org.burst4j.data.LayoutName;
import org.burst4j.data.Oversampling;
import org.burst4j.data.TableOptions;
import org.burst4j.data.TableRead;
import org.burst4j.task.Task;

/**
 * Which clips a run uses and how they are batched.
 *
 * @param path data folder or manifest file; null until the command line gives it
 * @param layout label layout, or {@code auto}
 * @param audioRoot folder that a manifest's file names are relative to; null: beside the manifest
 * @param tasks tasks to train on; empty: every task that the labels hold
 * @param valFraction share of the clips kept for validation where the table has no splits
 * @param skipBad whether clips that cannot be used are left out instead of ending the run
 * @param bucketSeconds batches are padded to a multiple of this length
 * @param poolBatches clips are sorted by length within pools of this many batches; 1: not at all
 * @param cacheMegabytes memory for decoded clips
 * @param maxTrainClips at most this many training clips are used; 0: all
 * @param oversample tasks over whose cross product training clips are duplicated ({@link
 *     Oversampling}); empty: none is
 * @param oversampleBinWidth width of the bins of a task with one number, in its unit
 */
public record DataSettings(
        String path,
        LayoutName layout,
        String audioRoot,
        List<String> tasks,
        double valFraction,
        boolean skipBad,
        double bucketSeconds,
        int poolBatches,
        int cacheMegabytes,
        int maxTrainClips,
        List<String> oversample,
        double oversampleBinWidth) {
    /** No path; everything else as most users want it. */
    public static final DataSettings DEFAULTS =
            new DataSettings(
                    null,
                    LayoutName.AUTO,
                    null,
                    List.of(),
                    0.2,
                    false,
                    0.5,
                    8,
                    1024,
                    0,
                    List.of(),
                    2.5);

    /**
     * Checks the ranges and copies the lists.
     *
     * @throws ConfigException if a number is out of its range, or a task is named twice
     */
    public DataSettings {
        tasks = tasks == null ? List.of() : List.copyOf(tasks);
        layout = layout == null ? LayoutName.AUTO : layout;
        require(valFraction > 0 && valFraction < 1, "valFraction", valFraction, "between 0 and 1");
        require(
                bucketSeconds >= 0.02 && bucketSeconds <= 60,
                "bucketSeconds",
                bucketSeconds,
                "0.02 to 60");
        require(poolBatches >= 1, "poolBatches", poolBatches, "1 or more");
        require(cacheMegabytes >= 0, "cacheMegabytes", cacheMegabytes, "0 or more");
        require(maxTrainClips >= 0, "maxTrainClips", maxTrainClips, "0 or more");
        oversample = oversample == null ? List.of() : List.copyOf(oversample);
        if (new HashSet<>(oversample).size() < oversample.size()) {
            throw new ConfigException(
                    "data.oversample names a task twice: " + oversample, "Name each once.");
        }
        Oversampling.requireWidth(oversampleBinWidth);
    }

    /**
     * The tasks whose cross product is oversampled.
     *
     * @param tasks tasks of the run
     * @return those of {@code oversample}, in its order
     * @throws ConfigException if one of them is no task of the run
     */
    public List<Task> oversampledTasks(List<Task> tasks) {
        List<String> known = tasks.stream().map(Task::name).toList();
        for (String name : oversample) {
            if (!known.contains(name)) {
                throw new ConfigException(
                        "data.oversample names the task '"
                                + name
                                + "', which the run does not have",
                        "Its tasks: " + known + ".");
            }
        }
        return oversample.stream().map(name -> tasks.get(known.indexOf(name))).toList();
    }

    /**
     * The data set's place, for whoever is about to read it.
     *
     * @return the path
     * @throws ConfigException if none is given
     */
    public Path requirePath() {
        if (path == null) {
            throw new ConfigException(
                    "no data set is given", "Use --data with a data folder or a manifest file.");
        }
        return Path.of(path);
    }

    /**
     * Reads the label tables of the data set.
     *
     * @param tasks the tasks whose labels are wanted
     * @return the table and what was wrong with it
     */
    TableRead read(List<Task> tasks) {
        return ClipTables.read(
                requirePath(),
                new TableOptions(
                        layout,
                        tasks,
                        ColumnMap.none(),
                        audioRoot == null ? null : Path.of(audioRoot),
                        skipBad));
    }

    private static void require(boolean holds, String key, Number value, String range) {
        if (!holds) {
            throw new ConfigException(
                    "data." + key + " is " + value + ", expected " + range,
                    "Change it in the configuration file or with --set data." + key + "=...");
        }
    }
}
