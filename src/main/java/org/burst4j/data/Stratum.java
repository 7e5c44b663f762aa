package org.burst4j.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/**
 * Which part of a task's range a clip belongs to: for classes the class, for regression with one
 * output a bin of its values, for regression with several outputs the largest one.
 */
public final class Stratum {
    /** As a share of a bin: labels are floats, and 0.7f is a little less than 0.7. */
    private static final double ROUNDING = 1e-6;

    private Stratum() {}

    /**
     * Whether the values of a task are put into bins.
     *
     * @param task any task
     * @return true for regression with one output
     */
    public static boolean binned(Task task) {
        return task.kind() == TaskKind.REGRESSION && task.size() == 1;
    }

    /**
     * The stratum of a clip within one task.
     *
     * @param clip any clip
     * @param task any task
     * @param binWidth width of a bin in the unit of the label, above 0; bins start at its multiples
     * @return class index; {@code floor(value / binWidth)}; or index of the largest output, of
     *     equal ones the first; empty if a label is missing
     */
    public static Optional<Long> of(Clip clip, Task task, double binWidth) {
        float[] labels = clip.target(task.name()).orElse(new float[] {Float.NaN});
        int largest = 0;
        for (int label = 0; label < labels.length; label++) {
            if (Float.isNaN(labels[label])) {
                return Optional.empty();
            }
            largest = labels[label] > labels[largest] ? label : largest;
        }
        if (task.kind() == TaskKind.CLASSES) {
            return Optional.of((long) labels[0]);
        }
        return Optional.of(
                binned(task) ? (long) Math.floor(labels[0] / binWidth + ROUNDING) : (long) largest);
    }

    /**
     * What people call a stratum.
     *
     * @param stratum what {@link #of} gave
     * @param task the task
     * @param binWidth width of a bin
     * @return a label of the task, or e.g. {@code 20 to 22.5}
     */
    public static String name(long stratum, Task task, double binWidth) {
        return binned(task)
                ? edge(stratum, binWidth) + " to " + edge(stratum + 1, binWidth)
                : task.labels().get((int) stratum);
    }

    /**
     * Where a bin starts.
     *
     * @param bin its number
     * @param binWidth width of a bin
     * @return the value without needless zeros, e.g. {@code 22.5}
     */
    public static String edge(long bin, double binWidth) {
        // Six decimals, so that 3 bins of 0.1 end at 0.3 and not at 0.30000000000000004.
        String text = String.format(Locale.ROOT, "%.6f", bin * binWidth);
        return text.replaceFirst("\\.?0+$", "");
    }

    /**
     * The strata of a clip within several tasks.
     *
     * @param clip any clip
     * @param tasks the tasks
     * @param binWidth width of a bin
     * @return one number a task, or empty if the clip lacks a label of one
     */
    public static Optional<List<Long>> of(Clip clip, List<Task> tasks, double binWidth) {
        List<Long> strata =
                tasks.stream().flatMap(task -> of(clip, task, binWidth).stream()).toList();
        return strata.size() == tasks.size() ? Optional.of(strata) : Optional.empty();
    }
}
