package org.burst4j.metric.probe;

/** The cross-entropy of one clip. */
final class Softmax {
    private Softmax() {}

    /** The loss; the logits become its gradient. Classes that are not present take no part. */
    static double lossAndGradient(double[] logits, int truth, boolean[] present) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logits.length; k++) {
            largest = present[k] ? Math.max(largest, logits[k]) : largest;
        }
        double own = logits[truth];
        double sum = 0;
        for (int k = 0; k < logits.length; k++) {
            logits[k] = present[k] ? Math.exp(logits[k] - largest) : 0;
            sum += logits[k];
        }
        for (int k = 0; k < logits.length; k++) {
            logits[k] /= sum;
        }
        logits[truth] -= 1;
        return Math.log(sum) + largest - own;
    }
}
