package org.burst4j.graph;

import org.burst4j.SplitMix64;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starting values of weights from a counter-based random source: the value of a cell depends on the
 * seed, the variable's name and the cell's place alone, never on what else was drawn before. So two
 * graphs with the same names start alike, whatever the order in which they are built, and adding a
 * task changes no other task's weights.
 */
public final class Init {
    private Init() {}

    /**
     * PyTorch's default for a linear layer, weight and bias alike: uniform within one over the
     * square root of the number of inputs.
     *
     * @param seed seed of the run
     * @param name full name of the variable
     * @param fanIn number of inputs of the layer, at least 1
     * @param shape shape of the array
     * @return a new FLOAT array in 'c' order
     */
    public static INDArray linear(long seed, String name, long fanIn, long... shape) {
        return uniform(seed, name, 1.0 / Math.sqrt((double) fanIn), shape);
    }

    /**
     * Uniform values in [-bound, bound).
     *
     * @param seed seed of the run
     * @param name full name of the variable
     * @param bound half width of the range
     * @param shape shape of the array
     * @return a new FLOAT array in 'c' order
     */
    public static INDArray uniform(long seed, String name, double bound, long... shape) {
        long length = 1;
        for (long size : shape) {
            length *= size;
        }
        float[] values = new float[Math.toIntExact(length)];
        long stream = SplitMix64.stream(seed, name);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * SplitMix64.unit(stream, i) - 1) * bound);
        }
        return Nd4j.create(values, shape, 'c'); // no view: SameDiff copies views
    }
}
