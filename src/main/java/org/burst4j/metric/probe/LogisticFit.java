package org.burst4j.metric.probe;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.burst4j.DataException;

/**
 * Multinomial logistic regression in which all classes weigh alike: the least {@code sum s_i -log
 * softmax(x_i W + b)[y_i] + penalty / 2 |W|^2}, where the {@code s_i} of each class add up to one
 * over the number of classes. So the rare class counts as much as it does in UAR. In scikit-learn's
 * words: {@code LogisticRegression(C = 1 / (n penalty), class_weight='balanced')}.
 *
 * <p>Solved by L-BFGS (Nocedal 1980) from zero, to a largest gradient of 1e-8, or where rounding
 * ends it, but at most 1e-6. Its first guess of the curvature is Böhning's bound (1992), half of
 * the weighted {@code X'X}, so that features which nearly repeat each other cost no further steps.
 */
public final class LogisticFit implements Fit {
    private static final double AIM = 1e-8;
    private static final double LARGEST_GRADIENT = 1e-6;

    private final double[][] features;
    private final int[] classes;
    private final double[] clipWeights;
    private final Gram gram;
    private final int outputs;

    /**
     * Prepares the fit.
     *
     * @param features X, [n, D]
     * @param classes y, [n], class indices
     * @param outputs number of classes K; one that no clip has is given logits below all others
     */
    public LogisticFit(double[][] features, int[] classes, int outputs) {
        this.features = features;
        this.classes = classes.clone();
        this.outputs = outputs;
        this.clipWeights = balanced(classes, outputs);
        this.gram = new Gram(features, clipWeights);
    }

    /** The clips' weights: each class that has clips has the same sum, and all together 1. */
    static double[] balanced(int[] classes, int outputs) {
        int[] counts = new int[outputs];
        for (int index : classes) {
            counts[index]++;
        }
        long present = Arrays.stream(counts).filter(count -> count > 0).count();
        return Arrays.stream(classes)
                .mapToDouble(index -> 1.0 / (present * counts[index]))
                .toArray();
    }

    @Override
    public LinearModel with(double penalty) {
        int width = features[0].length;
        DecompositionSolver curvature = gram.solver(0.5, penalty);
        double[] start = new double[(width + 1) * outputs];
        LimitedMemoryMinimiser.Result result =
                LimitedMemoryMinimiser.minimise(
                        (point, gradient) -> objective(point, gradient, penalty),
                        vector -> solve(curvature, vector),
                        start,
                        AIM);
        if (result.largestGradient() > LARGEST_GRADIENT) {
            throw new DataException(
                    "the logistic probe of "
                            + classes.length
                            + " clips and "
                            + width
                            + " features with the penalty "
                            + penalty
                            + " has not converged: largest gradient "
                            + result.largestGradient()
                            + ", expected at most "
                            + LARGEST_GRADIENT,
                    "Choose a larger --penalty.");
        }
        return model(result.point());
    }

    private double[] solve(DecompositionSolver curvature, double[] vector) {
        double[][] columns = new double[vector.length / outputs][];
        for (int d = 0; d < columns.length; d++) {
            columns[d] = Arrays.copyOfRange(vector, d * outputs, (d + 1) * outputs);
        }
        double[][] solved = curvature.solve(new Array2DRowRealMatrix(columns, false)).getData();
        double[] flat = new double[vector.length];
        for (int d = 0; d < solved.length; d++) {
            System.arraycopy(solved[d], 0, flat, d * outputs, outputs);
        }
        return flat;
    }

    private double objective(double[] point, double[] gradient, double penalty) {
        int width = features[0].length;
        Arrays.fill(gradient, 0);
        boolean[] present = present();
        double[] logits = new double[outputs];
        double loss = 0;
        for (int clip = 0; clip < features.length; clip++) {
            double[] x = features[clip];
            System.arraycopy(point, width * outputs, logits, 0, outputs);
            for (int d = 0; d < width; d++) {
                for (int k = 0; k < outputs; k++) {
                    logits[k] += x[d] * point[d * outputs + k];
                }
            }
            double weight = clipWeights[clip];
            loss += weight * Softmax.lossAndGradient(logits, classes[clip], present);
            for (int d = 0; d <= width; d++) {
                double factor = weight * (d < width ? x[d] : 1);
                for (int k = 0; k < outputs; k++) {
                    gradient[d * outputs + k] += factor * logits[k];
                }
            }
        }
        for (int i = 0; i < width * outputs; i++) {
            loss += penalty / 2 * point[i] * point[i];
            gradient[i] += penalty * point[i];
        }
        return loss;
    }

    private boolean[] present() {
        boolean[] present = new boolean[outputs];
        for (int index : classes) {
            present[index] = true;
        }
        return present;
    }

    private LinearModel model(double[] point) {
        int width = features[0].length;
        double[][] rows = new double[width + 1][];
        for (int d = 0; d <= width; d++) {
            rows[d] = Arrays.copyOfRange(point, d * outputs, (d + 1) * outputs);
        }
        boolean[] present = present();
        for (int k = 0; k < outputs; k++) {
            // Its weights have stayed at 0, so this is below the others for any features.
            rows[width][k] = present[k] ? rows[width][k] : -1e30;
        }
        return new LinearModel(Arrays.copyOf(rows, width), rows[width]);
    }
}
