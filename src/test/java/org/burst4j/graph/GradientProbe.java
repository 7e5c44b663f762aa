package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares a graph's gradients with central differences, in double. */
public final class GradientProbe {
    private static final double STEP = 1e-5;

    private GradientProbe() {}

    /** A variable of normal numbers that depend on the seed only. */
    public static INDArray normal(long seed, long... shape) {
        Random random = new Random(seed);
        INDArray array = Nd4j.create(DataType.DOUBLE, shape);
        INDArray flat = array.reshape(array.length());
        for (long i = 0; i < array.length(); i++) {
            flat.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    /**
     * Takes a fixed random weighted sum of the output as loss and compares the gradients of every
     * variable named, in at most {@code entries} of its entries, with central differences.
     */
    public static void check(
            SameDiff sd,
            SDVariable output,
            Map<String, INDArray> placeholders,
            List<String> variables,
            int entries,
            double tolerance) {
        INDArray value = sd.output(placeholders, output.name()).get(output.name());
        INDArray weights = normal(99, value.shape());
        SDVariable loss = output.mul(sd.constant(weights)).sum();
        sd.setLossVariables(loss.name());
        sd.createGradFunction(variables.toArray(new String[0]));
        Map<String, INDArray> gradients = sd.calculateGradients(placeholders, variables);
        List<String> failures = new ArrayList<>();
        int nonZero = 0;
        for (String name : variables) {
            INDArray array =
                    placeholders.containsKey(name)
                            ? placeholders.get(name)
                            : sd.getVariable(name).getArr();
            INDArray gradient = gradients.get(name);
            assertThat(gradient.shape()).as(name).isEqualTo(array.shape());
            INDArray flat = array.reshape(array.length());
            INDArray flatGradient = gradient.dup('c').reshape(gradient.length());
            long every = Math.max(1, array.length() / entries);
            for (long i = 0; i < array.length(); i += every) {
                double kept = flat.getDouble(i);
                double up = lossAt(sd, loss, placeholders, flat, i, kept + STEP);
                double down = lossAt(sd, loss, placeholders, flat, i, kept - STEP);
                flat.putScalar(i, kept);
                double expected = (up - down) / (2 * STEP);
                double actual = flatGradient.getDouble(i);
                if (Math.abs(expected) > 1e-6) {
                    nonZero++;
                }
                if (!(Math.abs(expected - actual) <= tolerance * (1 + Math.abs(expected)))) {
                    failures.add(name + "[" + i + "]: " + actual + ", differences " + expected);
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(nonZero).as("entries with a gradient").isPositive();
    }

    private static double lossAt(
            SameDiff sd,
            SDVariable loss,
            Map<String, INDArray> placeholders,
            INDArray flat,
            long index,
            double value) {
        flat.putScalar(index, value);
        return sd.output(placeholders, loss.name()).get(loss.name()).getDouble(0);
    }
}
