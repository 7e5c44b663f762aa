package org.burst4j.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Burst2Vec's terms for one batch of one task, in plain Java and double. */
final class Burst2VecOracle {
    private final List<TaskSpec> tasks;
    private final Burst2VecSettings settings;
    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final double[][] embedding;

    Burst2VecOracle(
            List<TaskSpec> tasks,
            Burst2VecSettings settings,
            Map<String, INDArray> weights,
            double[][] embedding) {
        this.tasks = tasks;
        this.settings = settings;
        weights.forEach((name, array) -> this.weights.put(name, array.dup('c').data().asDouble()));
        this.embedding = embedding;
    }

    Map<String, double[]> weights() {
        return weights;
    }

    /** shared, specific, combined, discriminator and adversarial of a task over all rows. */
    Map<String, Double> terms(TaskSpec task, double[][] targets) {
        int units = settings.projectionUnits();
        double[][] projected = rectified("pooled_projection", embedding, units);
        double[][] shared = rectified("extractors/shared", projected, units);
        double[][] specific = rectified("extractors/" + task.name(), projected, units);
        double[][] both = new double[shared.length][];
        for (int row = 0; row < both.length; row++) {
            both[row] = new double[2 * units];
            System.arraycopy(shared[row], 0, both[row], 0, units);
            System.arraycopy(specific[row], 0, both[row], units, units);
        }
        String combination = "combination/" + (settings.sharedCombination() ? "all" : task.name());
        double[][] combined = rectified(combination, both, units);
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("shared", loss(task, shared, targets));
        terms.put("specific", loss(task, specific, targets));
        terms.put("combined", loss(task, combined, targets));
        int hidden = settings.discriminatorUnits();
        double[][] seen = hidden > 0 ? rectified("discriminator/dense", shared, hidden) : shared;
        double[][] logits = linear("discriminator/output", seen, tasks.size());
        double entropy = 0;
        double told = 0;
        for (double[] row : logits) {
            entropy += crossEntropy(row, tasks.indexOf(task)) / logits.length;
            told += largest(row) == tasks.indexOf(task) ? 1.0 / logits.length : 0;
        }
        terms.put("discriminator", entropy);
        terms.put("discriminatorAccuracy", told);
        double adversarial = 0;
        for (TaskSpec other : tasks) {
            if (!other.equals(task)) {
                double[][] foreign = rectified("extractors/" + other.name(), projected, units);
                adversarial += loss(task, foreign, targets);
            }
        }
        terms.put("adversarial", adversarial);
        return terms;
    }

    private double loss(TaskSpec task, double[][] features, double[][] targets) {
        double[][] logits =
                linear("heads/" + task.name() + "/output", features, task.task().size());
        if (task.isClasses()) {
            double sum = 0;
            for (int row = 0; row < logits.length; row++) {
                int truth = largest(targets[row]);
                sum += task.classWeights().get(truth) * crossEntropy(logits[row], truth);
            }
            return sum / logits.length;
        }
        each(logits, x -> 1 / (1 + Math.exp(-x)));
        return task.settings().loss() == RegressionLoss.MAE
                ? meanAbsolute(logits, targets)
                : concordance(logits, targets);
    }

    private static double meanAbsolute(double[][] predicted, double[][] targets) {
        double sum = 0;
        for (int row = 0; row < predicted.length; row++) {
            for (int k = 0; k < predicted[row].length; k++) {
                sum += Math.abs(predicted[row][k] - targets[row][k]);
            }
        }
        return sum / predicted.length / predicted[0].length;
    }

    private static double concordance(double[][] predicted, double[][] targets) {
        double loss = 0;
        int rows = predicted.length;
        for (int k = 0; k < predicted[0].length; k++) {
            double meanP = 0;
            double meanT = 0;
            for (int row = 0; row < rows; row++) {
                meanP += predicted[row][k] / rows;
                meanT += targets[row][k] / rows;
            }
            double variances = 0;
            double covariance = 0;
            for (int row = 0; row < rows; row++) {
                double p = predicted[row][k] - meanP;
                double t = targets[row][k] - meanT;
                variances += (p * p + t * t) / rows;
                covariance += p * t / rows;
            }
            double gap = meanP - meanT;
            loss += 1 - 2 * covariance / (variances + gap * gap + 1e-8);
        }
        return loss / predicted[0].length;
    }

    private static double crossEntropy(double[] logits, int truth) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        return Math.log(sum) - logits[truth];
    }

    private static int largest(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    private double[][] rectified(String layer, double[][] x, int units) {
        double[][] y = linear(layer, x, units);
        each(y, value -> Math.max(0, value));
        return y;
    }

    private double[][] linear(String layer, double[][] x, int units) {
        double[] weight = weights.get(layer + "/weight");
        double[] bias = weights.get(layer + "/bias");
        double[][] y = new double[x.length][units];
        for (int row = 0; row < x.length; row++) {
            for (int out = 0; out < units; out++) {
                y[row][out] = bias[out];
                for (int in = 0; in < x[row].length; in++) {
                    y[row][out] += x[row][in] * weight[in * units + out];
                }
            }
        }
        return y;
    }

    private static void each(double[][] values, DoubleUnaryOperator function) {
        for (double[] row : values) {
            for (int k = 0; k < row.length; k++) {
                row[k] = function.applyAsDouble(row[k]);
            }
        }
    }
}
