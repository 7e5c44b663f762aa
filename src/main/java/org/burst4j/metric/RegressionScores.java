package org.burst4j.metric;

import java.util.List;
import org.burst4j.DataException;

/**
 * The scores of a regression task, output by output, in the order of the labels.
 *
 * @param labels the outputs' names
 * @param ccc official CCC of each output, see {@link Ccc#official(double[], double[])}; may be NaN
 * @param pearson Pearson's correlation of each output; may be NaN
 * @param mae mean absolute error of each output; NaN if it has no labelled clip
 * @param n number of labelled clips of each output
 */
public record RegressionScores(
        List<String> labels,
        List<Double> ccc,
        List<Double> pearson,
        List<Double> mae,
        List<Integer> n)
        implements TaskScores {

    /**
     * Checks the lengths and copies the lists.
     *
     * @throws DataException if the lists are not equally long
     */
    public RegressionScores {
        labels = List.copyOf(labels);
        ccc = List.copyOf(ccc);
        pearson = List.copyOf(pearson);
        mae = List.copyOf(mae);
        n = List.copyOf(n);
        int size = labels.size();
        if (ccc.size() != size
                || pearson.size() != size
                || mae.size() != size
                || n.size() != size) {
            throw new DataException(
                    "scores of " + labels + " are not one an output", "Give one score an output.");
        }
    }

    /**
     * The mean CCC of the outputs, as A-VB 2022 ranks High, Two and Culture.
     *
     * @return the mean over those outputs whose CCC is defined; NaN if none is
     */
    public double meanCcc() {
        return Pairs.meanOfDefined(ccc);
    }

    /**
     * The mean correlation of the outputs.
     *
     * @return the mean over those outputs whose correlation is defined; NaN if none is
     */
    public double meanPearson() {
        return Pairs.meanOfDefined(pearson);
    }

    /**
     * The mean absolute error of the outputs.
     *
     * @return the mean over those outputs that have labels; NaN if none has
     */
    public double meanMae() {
        return Pairs.meanOfDefined(mae);
    }

    @Override
    public double value(Metric metric) {
        return switch (metric) {
            case CCC -> meanCcc();
            case MAE -> meanMae();
            case UAR ->
                    throw new DataException(
                            "UAR asked of the regression outputs " + labels, "Ask for CCC or MAE.");
        };
    }
}
