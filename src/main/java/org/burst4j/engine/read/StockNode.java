package org.burst4j.engine.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.StockOperation;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An operation of ND4J in a program, with what it needs to run and to be differentiated. */
public final class StockNode implements StockOperation {
    private final SameDiff sd;
    private final DifferentialFunction function;
    private final List<Argument> arguments;
    private final List<DataType> resultTypes;
    private final List<Shape> resultShapes;

    /**
     * What the operation reads at one place.
     *
     * @param type the type it reads
     * @param known its numbers, null if they are an input of the node
     */
    record Argument(DataType type, INDArray known) {}

    private StockNode(
            SameDiff sd,
            DifferentialFunction function,
            List<Argument> arguments,
            List<DataType> resultTypes,
            List<Shape> resultShapes) {
        this.sd = sd;
        this.function = function;
        this.arguments = arguments;
        this.resultTypes = resultTypes;
        this.resultShapes = resultShapes;
    }

    /** Of a graph's operation and the shapes of what is not known. */
    static StockNode of(
            SameDiff sd,
            DifferentialFunction function,
            List<Argument> arguments,
            List<Shape> shapes,
            List<DataType> resultTypes) {
        List<INDArray> arrays = new ArrayList<>();
        List<INDArray> own = new ArrayList<>();
        for (Argument argument : arguments) {
            if (argument.known() != null) {
                arrays.add(argument.known());
                continue;
            }
            INDArray array =
                    Nd4j.createUninitialized(argument.type(), shapes.get(own.size()).longs());
            own.add(array);
            arrays.add(array);
        }
        List<Shape> results =
                NativeCall.of(sd, function).shapes(arrays).stream().map(Variables::shape).toList();
        own.forEach(INDArray::close);
        if (results.size() != resultTypes.size()) {
            throw new UnplannableGraphException(
                    "operation "
                            + function.getOwnName()
                            + " has "
                            + results.size()
                            + " results, expected "
                            + resultTypes.size());
        }
        return new StockNode(
                sd, function, List.copyOf(arguments), List.copyOf(resultTypes), results);
    }

    @Override
    public List<Shape> outputs(List<Shape> inputs) {
        return resultShapes;
    }

    /**
     * Prepares runs of the operation on given arrays. Numbers of other types than it takes or gives
     * are converted in each run.
     *
     * @param inputs arrays of FLOAT, one an input of the node
     * @param outputs arrays of FLOAT, one an output of the node
     * @param owner is given what must be closed when the operation is not run any more
     * @return runs the operation once
     */
    public Runnable bind(
            List<INDArray> inputs, List<INDArray> outputs, Consumer<AutoCloseable> owner) {
        List<Runnable> steps = new ArrayList<>();
        List<INDArray> arrays = new ArrayList<>();
        int next = 0;
        for (Argument argument : arguments) {
            if (argument.known() != null) {
                arrays.add(argument.known());
                continue;
            }
            INDArray from = inputs.get(next++);
            INDArray to = ofType(from, argument.type(), owner);
            if (to != from) {
                steps.add(() -> to.assign(from));
            }
            arrays.add(to);
        }
        List<INDArray> results = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            results.add(ofType(outputs.get(i), resultTypes.get(i), owner));
        }
        steps.add(NativeCall.of(sd, function).bind(arrays, results, owner));
        for (int i = 0; i < outputs.size(); i++) {
            INDArray from = results.get(i);
            INDArray to = outputs.get(i);
            if (to != from) {
                steps.add(() -> to.assign(from));
            }
        }
        List<Runnable> all = List.copyOf(steps);
        return all.size() == 1 ? all.get(0) : () -> all.forEach(Runnable::run);
    }

    private static INDArray ofType(INDArray array, DataType type, Consumer<AutoCloseable> owner) {
        if (type == DataType.FLOAT) {
            return array;
        }
        INDArray converted = Nd4j.create(type, array.shape());
        owner.accept(converted);
        return converted;
    }

    @Override
    public List<Value> gradient(
            ProgramBuilder builder,
            List<Value> inputs,
            List<Value> outputs,
            List<Value> gradients) {
        return new StockGradient(sd, function, arguments, resultTypes)
                .write(builder, inputs, outputs, gradients);
    }

    @Override
    public String toString() {
        return function.opName();
    }
}
