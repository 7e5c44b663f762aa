package org.burst4j.benchmarks;

import java.util.Map;
import java.util.Random;
import org.burst4j.ModelException;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Seeded FLOAT arrays, and the check that two of them agree. */
final class Arrays32 {
    private Arrays32() {}

    /** Numbers of the standard normal distribution, the same for the same seed and shape. */
    static INDArray normal(long seed, long... shape) {
        return normal(seed, 1, shape);
    }

    /** Normally distributed numbers around 0 with the given standard deviation, in 'c' order. */
    static INDArray normal(long seed, double deviation, long... shape) {
        float[] values = new float[Math.toIntExact(product(shape))];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Nd4j.create(values, shape, 'c');
    }

    /** Reads a shape such as {@code 16x99x128}. */
    static long[] shape(String text) {
        String[] parts = text.split("x", -1);
        long[] shape = new long[parts.length];
        for (int i = 0; i < parts.length; i++) {
            shape[i] = Long.parseLong(parts[i]);
        }
        return shape;
    }

    /** Number of elements of a shape. */
    static long product(long... shape) {
        long product = 1;
        for (long length : shape) {
            product = Math.multiplyExact(product, length);
        }
        return product;
    }

    /**
     * Checks that the largest difference is at most the tolerance times the largest expected
     * number, or times 1 where all are smaller.
     */
    static void requireClose(
            String what, INDArray expected, INDArray found, double relativeTolerance) {
        double scale = Math.max(1, expected.amaxNumber().doubleValue());
        try (INDArray difference = found.sub(expected)) {
            requireClose(what, 0, difference.amaxNumber().doubleValue(), relativeTolerance * scale);
        }
    }

    /**
     * Checks the gradients of a loss that is linear in each weight, while the others stay: then
     * each weight times its gradient, summed, is the loss. Rounding grows with the root of the
     * number of terms, hence the scale.
     */
    static void requireLinear(
            Map<String, INDArray> weights, GradientSession.Result result, double tolerance) {
        for (Map.Entry<String, INDArray> weight : weights.entrySet()) {
            INDArray gradient = result.gradients().get(weight.getKey());
            try (INDArray products = weight.getValue().mul(gradient)) {
                double scale = Math.max(1, products.norm2Number().doubleValue());
                Arrays32.requireClose(
                        "the gradient of " + weight.getKey() + ", by linearity",
                        result.loss(),
                        products.sumNumber().doubleValue(),
                        tolerance * scale);
            }
        }
    }

    /** Checks that two numbers differ by no more than the tolerance. */
    static void requireClose(String what, double expected, double found, double tolerance) {
        // Not "greater than": a NaN must fail too.
        if (!(Math.abs(found - expected) <= tolerance)) {
            throw new ModelException(
                    "the compared paths disagree in "
                            + what
                            + ": expected "
                            + expected
                            + ", found "
                            + found
                            + ", tolerance "
                            + tolerance,
                    "Timings of different results mean nothing: mend the library first.");
        }
    }
}
