package org.burst4j.train.optim;

import java.nio.FloatBuffer;
import java.util.Map;
import org.burst4j.ConfigException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Global norm of gradients and the factor of clipping by it. */
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
        float[][][] scratch = FloatBlocks.scratch(1);
        double sum = 0;
        for (INDArray gradient : gradients.values()) {
            sum += sumOfSquares(gradient, scratch);
        }
        return Math.sqrt(sum);
    }

    /**
     * The factor that brings gradients of a global norm down to a limit: {@code maxNorm / (norm +
     * 1e-6)} when that is below 1, as torch's clip_grad_norm_. {@link AdamW} takes it with the
     * gradients, which stay as they are.
     *
     * @param norm the global norm
     * @param maxNorm limit, above 0
     * @return above 0, at most 1; 1 for a norm that is not finite: check it
     * @throws ConfigException when the limit is not above 0
     */
    public static double clipFactor(double norm, double maxNorm) {
        if (!(maxNorm > 0)) {
            throw new ConfigException(
                    "the gradient norm's limit is " + maxNorm + ", expected a number above 0",
                    "Leave clipping off instead of setting it to 0.");
        }
        double factor = maxNorm / (norm + EPSILON);
        return Double.isFinite(norm) && factor < 1 ? factor : 1;
    }

    private static double sumOfSquares(INDArray array, float[][][] scratch) {
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
        FloatBlocks.forEach(
                array,
                (block, slot) -> {
                    float[] values = scratch[slot][0];
                    int length = FloatBlocks.length(array, block);
                    buffer.get(block * FloatBlocks.SIZE, values, 0, length);
                    sums[block] = sumOfSquares(values, length);
                });
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum;
    }

    private static double sumOfSquares(float[] values, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }
}
