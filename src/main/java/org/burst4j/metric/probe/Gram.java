package org.burst4j.metric.probe;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;

/** Products of features with themselves, a column of ones added as the last: {@code X'SX}. */
final class Gram {
    private final double[][] products;

    /** Of features [n,D] with a weight each [n]. */
    Gram(double[][] features, double[] weights) {
        int width = features[0].length + 1;
        products = new double[width][width];
        double[] row = new double[width];
        for (int clip = 0; clip < features.length; clip++) {
            System.arraycopy(features[clip], 0, row, 0, width - 1);
            row[width - 1] = 1;
            for (int i = 0; i < width; i++) {
                double weighted = weights[clip] * row[i];
                double[] into = products[i];
                for (int j = 0; j <= i; j++) {
                    into[j] += weighted * row[j];
                }
            }
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < i; j++) {
                products[j][i] = products[i][j];
            }
        }
    }

    /** Solves with {@code factor X'SX + penalty}, the ones' own place without penalty. */
    DecompositionSolver solver(double factor, double penalty) {
        int width = products.length;
        double[][] matrix = new double[width][width];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                matrix[i][j] = factor * products[i][j];
            }
            matrix[i][i] += i < width - 1 ? penalty : 0;
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(matrix, false), 1e-9, 0)
                .getSolver();
    }
}
