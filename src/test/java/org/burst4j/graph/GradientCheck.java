package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Builds a graph in DOUBLE and compares its gradients with central differences, then saves it,
 * loads it and compares values and gradients again.
 */
final class GradientCheck {
    private static final double STEP = 1e-5;

    /** Gradients below this are compared by their absolute difference over it. */
    private static final double FLOOR = 1e-3;

    /** Adds the block under test and returns its result, scalar or not. */
    @FunctionalInterface
    interface Block {
        SDVariable build(SameDiff sd, Map<String, SDVariable> inputs);
    }

    /** What came out: result values, gradients by variable, the largest relative error. */
    record Outcome(
            INDArray value,
            Map<String, INDArray> gradients,
            double largestRelativeError,
            String worst) {}

    private final Map<String, INDArray> variables = new LinkedHashMap<>();
    private final Map<String, INDArray> placeholders = new LinkedHashMap<>();

    GradientCheck variable(String name, INDArray values) {
        variables.put(name, values.castTo(DataType.DOUBLE).dup('c'));
        return this;
    }

    GradientCheck placeholder(String name, INDArray values) {
        placeholders.put(name, values.castTo(DataType.DOUBLE).dup('c'));
        return this;
    }

    /** Values in [-1, 1), always the same for one name and shape. */
    static INDArray values(String name, long... shape) {
        return Init.uniform(5, name, 1, shape).castTo(DataType.DOUBLE);
    }

    /**
     * Runs everything; fails when gradients differ by 1e-6 or the reloaded graph differs at all.
     */
    Outcome check(Block block) {
        Outcome outcome = run(block);
        assertThat(outcome.largestRelativeError).as(outcome.worst).isLessThan(1e-6);
        return outcome;
    }

    Outcome run(Block block) {
        SameDiff sd = SameDiff.create();
        Map<String, SDVariable> inputs = new LinkedHashMap<>();
        variables.forEach((name, array) -> inputs.put(name, sd.var(name, array.dup('c'))));
        placeholders.forEach(
                (name, array) ->
                        inputs.put(name, sd.placeHolder(name, DataType.DOUBLE, array.shape())));
        SDVariable result = block.build(sd, inputs);
        INDArray value = sd.outputSingle(placeholders, result.name()).dup('c');
        // A sum with uneven weights tells every cell of the result apart.
        INDArray uneven = values("uneven", value.length()).addi(1.5).reshape('c', value.shape());
        SDVariable loss = result.mul(sd.constant("uneven", uneven)).sum();
        String lossName = loss.name();
        loss.markAsLoss();
        List<String> names =
                sd.variables().stream()
                        .filter(v -> v.getVariableType() == VariableType.VARIABLE)
                        .map(SDVariable::name)
                        .toList(); // those of the block too
        Map<String, INDArray> gradients = sd.calculateGradients(placeholders, names);
        double worstError = 0;
        String worst = "no gradient";
        for (String name : names) {
            INDArray array = sd.getVariable(name).getArr();
            INDArray gradient = gradients.get(name);
            assertThat(gradient.shape()).as(name).isEqualTo(array.shape());
            for (long i = 0; i < array.length(); i++) {
                double here = array.getDouble(i);
                array.putScalar(i, here + STEP);
                double above = sd.outputSingle(placeholders, lossName).getDouble(0);
                array.putScalar(i, here - STEP);
                double below = sd.outputSingle(placeholders, lossName).getDouble(0);
                array.putScalar(i, here);
                double numeric = (above - below) / (2 * STEP);
                double analytic = gradient.getDouble(i);
                double size = Math.max(FLOOR, Math.max(Math.abs(numeric), Math.abs(analytic)));
                double error = Math.abs(numeric - analytic) / size;
                if (!(error <= worstError)) {
                    worstError = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
                    worst = name + "[" + i + "]: " + analytic + ", by differences " + numeric;
                }
            }
        }
        assertSurvivesReload(sd, result.name(), value, gradients);
        return new Outcome(value, gradients, worstError, worst);
    }

    private void assertSurvivesReload(
            SameDiff sd, String resultName, INDArray value, Map<String, INDArray> gradients) {
        SameDiff loaded = saveAndLoad(sd);
        assertThat(loaded.outputSingle(placeholders, resultName)).isEqualTo(value);
        Map<String, INDArray> again = loaded.calculateGradients(placeholders, gradients.keySet());
        gradients.forEach((name, gradient) -> assertThat(again.get(name)).isEqualTo(gradient));
    }

    /** Saves with the stock writer and loads with the stock reader. */
    static SameDiff saveAndLoad(SameDiff sd) {
        try {
            File file = Files.createTempFile("graph", ".fb").toFile();
            try {
                sd.save(file, false);
                return SameDiff.load(file, false);
            } finally {
                Files.delete(file.toPath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static INDArray matrix(double[]... rows) {
        return Nd4j.createFromArray(rows);
    }

    static INDArray vector(double... values) {
        return Nd4j.createFromArray(values);
    }
}
