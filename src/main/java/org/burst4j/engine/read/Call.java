package org.burst4j.engine.read;

import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;

/** One operation of the graph while it is read: its arguments, its inputs, and where results go. */
final class Call {
    private final Variables variables;
    private final DifferentialFunction function;
    private final List<String> inputs;
    private final List<String> outputs;

    Call(
            Variables variables,
            DifferentialFunction function,
            List<String> inputs,
            List<String> outputs) {
        this.variables = variables;
        this.function = function;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    DifferentialFunction function() {
        return function;
    }

    List<String> inputNames() {
        return inputs;
    }

    List<String> outputNames() {
        return outputs;
    }

    int inputs() {
        return inputs.size();
    }

    ProgramBuilder builder() {
        return variables.builder();
    }

    /** The numbers of an input that is known while reading, else null. */
    INDArray known(int input) {
        return variables.known(inputs.get(input));
    }

    boolean isKnown(int input) {
        return known(input) != null;
    }

    /** Integers that are known while reading, or null. */
    int[] sizes(int input) {
        INDArray known = input < inputs.size() ? known(input) : null;
        return known == null ? null : known.dup('c').data().asInt();
    }

    Value value(int input) {
        return variables.value(inputs.get(input));
    }

    /** The shape of an input, known or not. */
    Shape shape(int input) {
        INDArray known = known(input);
        return known == null ? value(input).shape() : Variables.shape(known.shape());
    }

    DataType inputType(int input) {
        return variables.type(inputs.get(input));
    }

    DataType outputType(int output) {
        return variables.type(outputs.get(output));
    }

    /** Integer arguments. */
    int[] integers() {
        long[] all = ((CustomOp) function).iArgs();
        return all == null ? new int[0] : Arrays.stream(all).mapToInt(Math::toIntExact).toArray();
    }

    /** An integer argument, or what stands for it if it is not there. */
    int integer(int place, int otherwise) {
        int[] all = integers();
        return place < all.length ? all[place] : otherwise;
    }

    /** Floating-point arguments. */
    double[] reals() {
        double[] all = ((CustomOp) function).tArgs();
        return all == null ? new double[0] : all;
    }

    /** A truth argument, false if it is not there. */
    boolean truth(int place) {
        boolean[] all = ((CustomOp) function).bArgs();
        return all != null && place < all.length && all[place];
    }

    /** Writes an operation whose result has no name in the graph. */
    Value add(Op op, Value... operands) {
        return variables.builder().add(op, operands);
    }

    /** Writes an operation whose result is the first output. */
    boolean give(Op op, Value... operands) {
        String name = outputs.get(0);
        Value result =
                variables
                        .builder()
                        .addNamed(variables.label(name), op, List.of(operands))
                        .get(0);
        variables.put(name, result);
        return true;
    }

    /** Makes a value the first output. */
    boolean alias(Value value) {
        return alias(0, value);
    }

    /** Makes a value an output. */
    boolean alias(int output, Value value) {
        variables.put(outputs.get(output), value);
        return true;
    }

    /** Gives a value another shape, as the first output. */
    boolean reshaped(Value value, Shape shape) {
        return value.shape().equals(shape) ? alias(value) : give(new Op.Reshape(shape), value);
    }

    /** Makes numbers that are known while reading the first output. */
    boolean know(INDArray array) {
        variables.know(outputs.get(0), array);
        return true;
    }

    /** An axis counted from the front. */
    static int axis(int axis, int rank) {
        return axis < 0 ? axis + rank : axis;
    }
}
