package org.burst4j.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;

/** A number that sums up a task's scores. */
public enum Metric {
    /** Mean concordance correlation coefficient of the outputs, -1 to 1: regression. */
    CCC("ccc", true),
    /** Unweighted average recall, 0 to 1: classes. */
    UAR("uar", true),
    /** Mean absolute error in the label's own unit, 0 or more: regression beyond [0, 1]. */
    MAE("mae", false);

    private final String suffix;
    private final boolean higherBetter;

    Metric(String suffix, boolean higherBetter) {
        this.suffix = suffix;
        this.higherBetter = higherBetter;
    }

    /**
     * The metrics that head a task's scores, the one it is ranked by first.
     *
     * @param task the task
     * @return UAR for classes; CCC for regression within [0, 1]; MAE, then CCC, for other
     *     regression
     */
    public static List<Metric> of(Task task) {
        if (task.kind() == TaskKind.CLASSES) {
            return List.of(UAR);
        }
        return task.minimum() == 0 && task.maximum() == 1 ? List.of(CCC) : List.of(MAE, CCC);
    }

    /**
     * The name under which files hold this metric of a task.
     *
     * @param task the task
     * @return e.g. {@code high.ccc}
     */
    public String key(Task task) {
        return task.name() + "." + suffix;
    }

    /**
     * The metric that a key names.
     *
     * @param key e.g. {@code high.ccc}
     * @return the metric behind the last dot; empty if it is none, as for a joint score
     */
    public static Optional<Metric> ofKey(String key) {
        return Arrays.stream(values())
                .filter(metric -> key.endsWith("." + metric.suffix))
                .findFirst();
    }

    /**
     * Whether a larger value of a score is the better one.
     *
     * @param key key of a task's metric or of a joint score
     * @return false for an error, true otherwise
     */
    public static boolean higherBetter(String key) {
        return ofKey(key).map(Metric::higherBetter).orElse(true);
    }

    /**
     * Its short name in lower case.
     *
     * @return {@code ccc}, {@code uar} or {@code mae}
     */
    public String suffix() {
        return suffix;
    }

    /**
     * Whether a larger value is the better one.
     *
     * @return false for an error, true otherwise
     */
    public boolean higherBetter() {
        return higherBetter;
    }
}
