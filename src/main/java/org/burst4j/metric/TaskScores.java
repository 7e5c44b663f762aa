package org.burst4j.metric;

import java.util.List;
import org.burst4j.DataException;

/** The scores of one task. */
public sealed interface TaskScores permits RegressionScores, ClassScores {
    /**
     * The names of the outputs or classes.
     *
     * @return at least one
     */
    List<String> labels();

    /**
     * One of the numbers that sum these scores up.
     *
     * @param metric a metric of this kind of task
     * @return its value, NaN if undefined
     * @throws DataException if it does not belong to this kind of task
     */
    double value(Metric metric);
}
