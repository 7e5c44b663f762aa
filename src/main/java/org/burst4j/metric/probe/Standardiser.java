package org.burst4j.metric.probe;

/**
 * Takes off each feature's mean and divides by its deviation, both of the clips it was made of. A
 * feature that is constant there becomes 0: it tells nothing.
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private carrier, never compared.
record Standardiser(double[] means, double[] factors) {
    /** Below this share of its largest value a deviation is rounding error of float features. */
    private static final double ROUNDING = 1e-6;

    /** Of [n,D] features, n at least 1; deviations are divided by n. */
    static Standardiser of(double[][] features) {
        int clips = features.length;
        double[] means = new double[features[0].length];
        double[] factors = new double[means.length];
        for (int d = 0; d < means.length; d++) {
            double largest = 0;
            for (double[] row : features) {
                means[d] += row[d] / clips;
                largest = Math.max(largest, Math.abs(row[d]));
            }
            double squares = 0;
            for (double[] row : features) {
                squares += (row[d] - means[d]) * (row[d] - means[d]);
            }
            double deviation = Math.sqrt(squares / clips);
            factors[d] = deviation <= ROUNDING * largest ? 0 : 1 / deviation;
        }
        return new Standardiser(means, factors);
    }

    /** A new [n,D] array. */
    double[][] apply(double[][] features) {
        double[][] scaled = new double[features.length][means.length];
        for (int row = 0; row < features.length; row++) {
            for (int d = 0; d < means.length; d++) {
                scaled[row][d] = (features[row][d] - means[d]) * factors[d];
            }
        }
        return scaled;
    }
}
