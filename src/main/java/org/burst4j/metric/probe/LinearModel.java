package org.burst4j.metric.probe;

/**
 * Outputs {@code x W + b}: logits of classes or predicted numbers.
 *
 * @param weights W, [D, K]
 * @param bias b, [K]
 */
@SuppressWarnings(
        "ArrayRecordComponent") // A carrier of arrays that the fits share, never compared.
public record LinearModel(double[][] weights, double[] bias) {
    /**
     * Applies the model.
     *
     * @param features [n, D]
     * @return [n, K]
     */
    public double[][] apply(double[][] features) {
        double[][] outputs = new double[features.length][];
        for (int row = 0; row < features.length; row++) {
            double[] output = bias.clone();
            for (int d = 0; d < weights.length; d++) {
                double x = features[row][d];
                for (int k = 0; k < output.length; k++) {
                    output[k] += x * weights[d][k];
                }
            }
            outputs[row] = output;
        }
        return outputs;
    }
}
