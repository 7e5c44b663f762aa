package org.burst4j.train.optim;

import java.nio.FloatBuffer;
import java.util.Map;
import org.burst4j.ConfigException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Global norm of gradients and clipping by it. */
public final class Gradients {
    /** Keeps the factor finite; the value of torch's clip_grad_norm_. */
    private static final double EPSILON = 1e-6;

    private Gradients() {}

    /**
     * Root of the sum of all squares over all arrays, summed in double in a fixed order, so that it
     * does not depend on the number of threads.
     *
     * @param gradients arrays by name
     * @return the norm; not finite when any gradient is not
     */
    public static double globalNorm(Map<String, INDArray> gradients) {
        double sum = 0;
        for (INDArray gradient : gradients.values()) {
            sum += sumOfSquares(gradient);
        }
        return Math.sqrt(sum);
    }

    /**
     * Scales all arrays in place so that their global norm is at most the limit: by {@code maxNorm
     * / (norm + 1e-6)} when that is below 1, as torch's clip_grad_norm_. Gradients whose norm is
     * not finite are left as they are: check the result.
     *
     * @param gradients arrays by name
     * @param maxNorm limit, above 0
     * @return the norm before clipping
     * @throws ConfigException when the limit is not above 0
     */
    public static double clip(Map<String, INDArray> gradients, double maxNorm) {
        if (!(maxNorm > 0)) {
            throw new ConfigException(
                    "the gradient norm's limit is " + maxNorm + ", expected a number above 0",
                    "Leave clipping off instead of setting it to 0.");
        }
        double norm = globalNorm(gradients);
        double factor = maxNorm / (norm + EPSILON);
        if (Double.isFinite(norm) && factor < 1) {
            gradients.values().forEach(gradient -> gradient.muli(factor));
        }
        return norm;
    }

    private static double sumOfSquares(INDArray array) {
        if (!FloatBlocks.fits(array)) {
            try (INDArray copy = array.castTo(DataType.DOUBLE).dup('c')) {
                double sum = 0;
                for (double value : copy.data().asDouble()) {
                    sum += value * value;
                }
                return sum;
            }
        }
        FloatBuffer buffer = array.data().asNioFloat();
        double[] sums = new double[FloatBlocks.count(array)];
        FloatBlocks.stream(array)
                .forEach(
                        block -> {
                            float[] values = new float[FloatBlocks.length(array, block)];
                            buffer.get(block * FloatBlocks.SIZE, values);
                            double sum = 0;
                            for (float value : values) {
                                sum += (double) value * value;
                            }
                            sums[block] = sum;
                        });
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum;
    }
}
