package org.burst4j.metric;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.task.Task;

/**
 * A metric written as a function of sums over clips, so that a resample is scored by adding up what
 * its clips contribute.
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private carriers, never compared.
interface Sums {
    /** The length of a contribution. */
    int width();

    /** What one clip contributes. */
    double[] ofClip(int clip);

    /** The metric of clips whose contributions add up to {@code total}. */
    double value(double[] total);

    static Sums of(Task task, Metric metric, float[] predictions, float[] targets) {
        return switch (metric) {
            case CCC -> new OfCcc(task.size(), predictions, targets);
            case MAE -> new OfMae(task.size(), predictions, targets);
            case UAR ->
                    new OfUar(
                            task.size(),
                            Scoring.argmax(predictions, task.size()),
                            Scoring.classIndices(task, targets));
        };
    }

    /** The mean of what was summed up in [count, sum] pairs, without those of no clip. */
    private static double meanOfRatios(double[] total) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < total.length; i += 2) {
            ratios.add(total[i + 1] / total[i]);
        }
        return Pairs.meanOfDefined(ratios);
    }

    /** Per output: count, sums of p and t, of their squares and of their product. */
    final class OfCcc implements Sums {
        private static final int EACH = 6;
        // Below this share of the sum of squares a variance is rounding error alone.
        private static final double ROUNDING = 1e-13;
        private final int outputs;
        private final float[] predictions;
        private final float[] targets;
        // Sums of squares lose digits far from 0, so all is counted from the first clip.
        private final float[] shift;

        OfCcc(int outputs, float[] predictions, float[] targets) {
            this.outputs = outputs;
            this.predictions = predictions;
            this.targets = targets;
            this.shift = new float[outputs];
            for (int i = targets.length - 1; i >= 0; i--) {
                if (!Float.isNaN(targets[i])) {
                    shift[i % outputs] = targets[i];
                }
            }
        }

        @Override
        public int width() {
            return outputs * EACH;
        }

        @Override
        public double[] ofClip(int clip) {
            double[] sums = new double[width()];
            for (int k = 0; k < outputs; k++) {
                int i = clip * outputs + k;
                Pairs.checkPrediction(predictions[i], i);
                if (Float.isNaN(targets[i])) {
                    continue;
                }
                double p = (double) predictions[i] - shift[k];
                double t = (double) targets[i] - shift[k];
                double[] terms = {1, p, t, p * p, t * t, p * t};
                System.arraycopy(terms, 0, sums, k * EACH, EACH);
            }
            return sums;
        }

        @Override
        public double value(double[] total) {
            List<Double> scores = new ArrayList<>();
            for (int k = 0; k < outputs; k++) {
                int at = k * EACH;
                double n = total[at];
                double squaresP = centred(total[at + 3], total[at + 1], n);
                double squaresT = centred(total[at + 4], total[at + 2], n);
                double products = total[at + 5] - total[at + 1] * total[at + 2] / n;
                double gap = (total[at + 1] - total[at + 2]) / n;
                double denominator = (squaresP + squaresT) / (n - 1) + gap * gap;
                boolean constant = squaresP == 0 || squaresT == 0;
                double covariance = constant ? 0 : products / n;
                scores.add(n < 2 ? Double.NaN : 2 * covariance / denominator);
            }
            return Pairs.meanOfDefined(scores);
        }

        private static double centred(double squares, double sum, double n) {
            double centred = squares - sum * sum / n;
            return centred <= ROUNDING * squares ? 0 : centred;
        }
    }

    /** Per output: count and sum of absolute errors. */
    record OfMae(int outputs, float[] predictions, float[] targets) implements Sums {
        @Override
        public int width() {
            return outputs * 2;
        }

        @Override
        public double[] ofClip(int clip) {
            double[] sums = new double[width()];
            for (int k = 0; k < outputs; k++) {
                int i = clip * outputs + k;
                Pairs.checkPrediction(predictions[i], i);
                if (!Float.isNaN(targets[i])) {
                    sums[2 * k] = 1;
                    sums[2 * k + 1] = Math.abs((double) predictions[i] - targets[i]);
                }
            }
            return sums;
        }

        @Override
        public double value(double[] total) {
            return meanOfRatios(total);
        }
    }

    /** Per class: number of its clips, and of those that were found. */
    record OfUar(int classes, int[] predicted, int[] truth) implements Sums {
        @Override
        public int width() {
            return classes * 2;
        }

        @Override
        public double[] ofClip(int clip) {
            double[] sums = new double[width()];
            if (truth[clip] >= 0) {
                sums[2 * truth[clip]] = 1;
                sums[2 * truth[clip] + 1] = truth[clip] == predicted[clip] ? 1 : 0;
            }
            return sums;
        }

        @Override
        public double value(double[] total) {
            return meanOfRatios(total);
        }
    }
}
