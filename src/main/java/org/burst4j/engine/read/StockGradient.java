package org.burst4j.engine.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The derivative of a stock operation: what ND4J makes of it in a graph of its own, which is read
 * into the program.
 */
final class StockGradient {
    private final DifferentialFunction function;
    private final SameDiff from;
    private final List<StockNode.Argument> arguments;
    private final List<DataType> resultTypes;

    StockGradient(
            SameDiff from,
            DifferentialFunction function,
            List<StockNode.Argument> arguments,
            List<DataType> resultTypes) {
        this.from = from;
        this.function = function;
        this.arguments = arguments;
        this.resultTypes = resultTypes;
    }

    List<Value> write(
            ProgramBuilder builder,
            List<Value> inputs,
            List<Value> outputs,
            List<Value> gradients) {
        SameDiff sd = SameDiff.create();
        Map<String, Value> bound = new LinkedHashMap<>();
        List<SDVariable> derivatives = derivatives(sd, builder, inputs, outputs, gradients, bound);
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            StockNode.Argument argument = arguments.get(i);
            if (argument.known() == null) {
                boolean has = argument.type() == DataType.FLOAT && i < derivatives.size();
                wanted.add(has ? derivatives.get(i).name() : null);
            }
        }
        return GraphReader.into(builder, from, sd, bound, wanted);
    }

    private List<SDVariable> derivatives(
            SameDiff sd,
            ProgramBuilder builder,
            List<Value> inputs,
            List<Value> outputs,
            List<Value> gradients,
            Map<String, Value> bound) {
        SDVariable[] places = new SDVariable[arguments.size()];
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            StockNode.Argument argument = arguments.get(i);
            if (argument.known() == null) {
                Value input = inputs.get(next++);
                places[i] = placeholder(sd, "input" + i, input, argument.type());
                bound.put(places[i].name(), input);
            } else {
                places[i] = sd.constant("input" + i, argument.known().dup());
            }
        }
        DifferentialFunction copy = NativeCall.copy(from, function);
        copy.setSameDiff(sd);
        copy.setOwnName("operation");
        sd.putOpForId("operation", copy);
        sd.addArgsFor(places, copy);
        SDVariable[] results = copy.outputVariables();
        List<SDVariable> ofResults = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            Value output = outputs.get(i);
            bound.put(results[i].name(), output);
            SDVariable gradient = placeholder(sd, "gradient" + i, output, resultTypes.get(i));
            Value known = gradients.get(i);
            bound.put(
                    gradient.name(),
                    known != null ? known : builder.add(new Op.Fill(output.shape(), 0)));
            ofResults.add(gradient);
        }
        try {
            return copy.doDiff(ofResults);
        } catch (RuntimeException e) {
            throw new UnplannableGraphException(
                    "operation " + function.opName() + " has no derivative", e);
        }
    }

    private static SDVariable placeholder(SameDiff sd, String name, Value value, DataType type) {
        return sd.placeHolder(name, type, value.shape().longs());
    }
}
