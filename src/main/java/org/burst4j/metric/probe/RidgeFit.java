package org.burst4j.metric.probe;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;

/**
 * Ridge regression (Hoerl and Kennard 1970): the least {@code mean (y - xW - b)^2 / 2 + penalty / 2
 * |W|^2}, in closed form. In scikit-learn's words: {@code Ridge(alpha = n penalty)}.
 */
public final class RidgeFit implements Fit {
    private final Gram gram;
    private final double[][] products;

    /**
     * Prepares the fit.
     *
     * @param features X, [n, D]
     * @param targets Y, [n, K], finite
     */
    public RidgeFit(double[][] features, double[][] targets) {
        int clips = features.length;
        int width = features[0].length;
        double[] weights = new double[clips];
        Arrays.fill(weights, 1.0 / clips);
        gram = new Gram(features, weights);
        products = new double[width + 1][targets[0].length];
        for (int clip = 0; clip < clips; clip++) {
            for (int d = 0; d <= width; d++) {
                double x = (d < width ? features[clip][d] : 1) / clips;
                for (int k = 0; k < targets[clip].length; k++) {
                    products[d][k] += x * targets[clip][k];
                }
            }
        }
    }

    @Override
    public LinearModel with(double penalty) {
        double[][] solved =
                gram.solver(1, penalty).solve(new Array2DRowRealMatrix(products)).getData();
        int width = solved.length - 1;
        return new LinearModel(Arrays.copyOf(solved, width), solved[width]);
    }
}
