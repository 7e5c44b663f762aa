package org.burst4j.metric;

import java.util.List;
import org.burst4j.DataException;

/**
 * The scores of a task with classes.
 *
 * @param confusion truth against prediction, with the classes' names
 */
public record ClassScores(ConfusionMatrix confusion) implements TaskScores {
    @Override
    public List<String> labels() {
        return confusion.labels();
    }

    /**
     * The unweighted average recall over the classes that have clips.
     *
     * @return 0 to 1; NaN without clips
     */
    public double uar() {
        return confusion.uar();
    }

    /**
     * The share of clips classified rightly.
     *
     * @return 0 to 1; NaN without clips
     */
    public double accuracy() {
        return confusion.accuracy();
    }

    /**
     * The recall of each class.
     *
     * @return 0 to 1; NaN for a class without clips
     */
    public List<Double> recall() {
        return confusion.recall();
    }

    @Override
    public double value(Metric metric) {
        if (metric != Metric.UAR) {
            throw new DataException(metric + " asked of the classes " + labels(), "Ask for UAR.");
        }
        return uar();
    }
}
