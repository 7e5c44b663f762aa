package org.burst4j.metric;

import java.util.Arrays;
import org.burst4j.DataException;

/**
 * Predictions with their targets, those without a target left out.
 *
 * @param predictions the predictions, finite
 * @param targets the targets, finite, as many
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private carrier, never compared.
record Pairs(double[] predictions, double[] targets) {

    static Pairs of(double[] predictions, double[] targets) {
        checkLengths(predictions, targets);
        double[] keptPredictions = new double[predictions.length];
        double[] keptTargets = new double[predictions.length];
        int kept = 0;
        for (int i = 0; i < predictions.length; i++) {
            checkPrediction(predictions[i], i);
            if (Double.isInfinite(targets[i])) {
                throw new DataException(
                        "target " + i + " is " + targets[i] + ", expected a finite number or NaN",
                        "Correct the label, or leave it empty if it is missing.");
            }
            if (!Double.isNaN(targets[i])) {
                keptPredictions[kept] = predictions[i];
                keptTargets[kept++] = targets[i];
            }
        }
        return new Pairs(Arrays.copyOf(keptPredictions, kept), Arrays.copyOf(keptTargets, kept));
    }

    static void checkLengths(double[] predictions, double[] targets) {
        if (predictions.length != targets.length) {
            throw new DataException(
                    "there are "
                            + predictions.length
                            + " predictions but "
                            + targets.length
                            + " targets",
                    "Give one target for each prediction, NaN where the label is missing.");
        }
    }

    static void checkPrediction(double prediction, int index) {
        if (!Double.isFinite(prediction)) {
            throw new DataException(
                    "prediction " + index + " is " + prediction + ", expected a finite number",
                    "The model has diverged or was loaded wrongly: look at its training loss.");
        }
    }

    int size() {
        return targets.length;
    }

    /** The mean; exactly the value itself if all are equal, which a sum and a division is not. */
    static double mean(double[] values) {
        double shift = values.length == 0 ? 0 : values[0];
        double sum = 0;
        for (double value : values) {
            sum += value - shift;
        }
        return shift + sum / values.length;
    }

    /** The mean of those that are not NaN; NaN if there are none. */
    static double meanOfDefined(Iterable<Double> values) {
        double sum = 0;
        int count = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }
}
