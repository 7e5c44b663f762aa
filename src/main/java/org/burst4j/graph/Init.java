package org.burst4j.graph;

import java.nio.charset.StandardCharsets;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starting values of weights from a counter-based random source: the value of a cell depends on the
 * seed, the variable's name and the cell's place alone, never on what else was drawn before. So two
 * graphs with the same names start alike, whatever the order in which they are built, and adding a
 * task changes no other task's weights.
 */
public final class Init {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

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
        long stream = stream(seed, name);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * unit(stream, i) - 1) * bound);
        }
        return Nd4j.create(values, shape, 'c'); // no view: SameDiff copies views
    }

    /**
     * Start of the stream of one name.
     *
     * @param seed seed of the run
     * @param name any name
     * @return 64 well-mixed bits
     */
    public static long stream(long seed, String name) {
        long hash = 0xCBF29CE484222325L; // FNV-1a
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xFF)) * 0x100000001B3L;
        }
        return mix(mix(seed + GOLDEN) ^ hash);
    }

    /**
     * Value number i of a stream.
     *
     * @param stream start of the stream
     * @param i counter, from 0
     * @return a number in [0, 1) with 53 random bits
     */
    public static double unit(long stream, long i) {
        return (mix(stream + (i + 1) * GOLDEN) >>> 11) * 0x1.0p-53;
    }

    /** Finaliser of SplitMix64 (Steele et al. 2014). */
    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
