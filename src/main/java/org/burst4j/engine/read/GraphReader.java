package org.burst4j.engine.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads what a graph's outputs need into a program of fixed shapes.
 *
 * <p>Whatever follows from shapes and integer constants alone is computed while reading. Float
 * scalars become {@link Op.Fill}, as do constants of equal numbers that the graph's author gave no
 * name; other constants and all variables are weights by their name. Operations that the program
 * has no word for stay ND4J's ({@link StockNode}).
 */
public final class GraphReader {
    private final Variables variables;
    private final SameDiff sd;
    private final Map<String, Integer> stock = new TreeMap<>();

    private GraphReader(Variables variables) {
        this.variables = variables;
        this.sd = variables.graph();
    }

    /**
     * Reads a graph.
     *
     * @param sd the graph
     * @param placeholders the shape of each input that the outputs need
     * @param outputs names of the results, FLOAT
     * @return the program
     * @throws ModelException if a name is unknown
     * @throws UnplannableGraphException if ND4J's session alone can run the graph
     */
    public static Program read(SameDiff sd, Map<String, Shape> placeholders, List<String> outputs) {
        ProgramBuilder builder = new ProgramBuilder();
        GraphReader reader = new GraphReader(new Variables(sd, builder, placeholders, true));
        for (String name : outputs) {
            if (!sd.hasVariable(name)) {
                throw new ModelException(
                        "the graph has no variable named " + name,
                        "Check the name against GraphFiles.describe.");
            }
            DataType type = sd.getVariable(name).dataType();
            if (type != DataType.FLOAT) {
                throw new UnplannableGraphException("result " + name + " is of type " + type);
            }
        }
        reader.walk(outputs);
        outputs.forEach(name -> builder.output(name, reader.variables.value(name)));
        StockLog.tell(sd, "Operations", reader.stock);
        return builder.build();
    }

    /**
     * Reads the derivative of an operation into a program.
     *
     * @param builder writes the program
     * @param owner the graph that has the operation, for the log
     * @param sd the derivative
     * @param bound variables of the derivative that are values of the program already
     * @param wanted names of results; null for none
     * @return a value for each, null for null
     */
    static List<Value> into(
            ProgramBuilder builder,
            SameDiff owner,
            SameDiff sd,
            Map<String, Value> bound,
            List<String> wanted) {
        Variables variables = new Variables(sd, builder, Map.of(), false);
        bound.forEach(variables::put);
        GraphReader reader = new GraphReader(variables);
        List<Value> values = new ArrayList<>();
        for (String name : wanted) {
            if (name == null) {
                values.add(null);
                continue;
            }
            reader.walk(List.of(name));
            values.add(variables.value(name));
        }
        StockLog.tell(owner, "Derivatives", reader.stock);
        return values;
    }

    /** Reads variables after all that they need, each once. */
    private void walk(List<String> names) {
        Deque<String> path = new ArrayDeque<>();
        Set<String> entered = new HashSet<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            path.push(names.get(i));
        }
        while (!path.isEmpty()) {
            String name = path.peek();
            if (variables.has(name)) {
                path.pop();
                continue;
            }
            String producer = sd.getVariables().get(name).getOutputOfOp();
            if (producer == null) {
                path.pop();
                variables.addLeaf(name);
                continue;
            }
            SameDiffOp operation = sd.getOps().get(producer);
            List<String> inputs = inputs(operation);
            if (entered.add(producer)) {
                for (int i = inputs.size() - 1; i >= 0; i--) {
                    if (!variables.has(inputs.get(i))) {
                        path.push(inputs.get(i));
                    }
                }
                continue;
            }
            path.pop();
            read(new Call(variables, operation.getOp(), inputs, operation.getOutputsOfOp()));
            if (!variables.has(name)) {
                throw new UnplannableGraphException("variable " + name + " is part of a loop");
            }
        }
    }

    private static List<String> inputs(SameDiffOp operation) {
        boolean controlled =
                notEmpty(operation.getControlDeps()) || notEmpty(operation.getVarControlDeps());
        if (controlled) {
            throw new UnplannableGraphException(
                    "operation " + operation.getName() + " waits for others by control inputs");
        }
        return operation.getInputsToOp() == null ? List.of() : operation.getInputsToOp();
    }

    private static boolean notEmpty(List<String> names) {
        return names != null && !names.isEmpty();
    }

    private void read(Call call) {
        for (String input : call.inputNames()) {
            if (!variables.has(input)) {
                throw new UnplannableGraphException("variable " + input + " is part of a loop");
            }
        }
        call.outputNames().forEach(variables::type);
        Rule rule = Rules.of(call);
        if (rule != null && rule.apply(call)) {
            return;
        }
        UnknownOperations.check(call.function());
        if (call.inputs() > 0 && call.inputNames().stream().allMatch(this::isKnown)) {
            compute(call);
        } else {
            stock(call);
        }
    }

    private boolean isKnown(String name) {
        return variables.known(name) != null;
    }

    /** Runs an operation whose inputs are known. */
    private void compute(Call call) {
        List<INDArray> inputs = call.inputNames().stream().map(variables::known).toList();
        List<DataType> types = call.outputNames().stream().map(variables::type).toList();
        List<INDArray> results = NativeCall.of(sd, call.function()).run(inputs, types);
        for (int i = 0; i < results.size(); i++) {
            variables.know(call.outputNames().get(i), results.get(i));
        }
    }

    private void stock(Call call) {
        DifferentialFunction function = call.function();
        List<StockNode.Argument> arguments = new ArrayList<>();
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) {
            arguments.add(new StockNode.Argument(call.inputType(i), call.known(i)));
            if (!call.isKnown(i)) {
                inputs.add(call.value(i));
            }
        }
        StockNode node =
                StockNode.of(
                        sd,
                        function,
                        arguments,
                        inputs.stream().map(Value::shape).toList(),
                        call.outputNames().stream().map(variables::type).toList());
        String name = function.opName();
        stock.merge(name, 1, Integer::sum);
        List<Value> results =
                variables
                        .builder()
                        .addNamed(
                                variables.label(call.outputNames().get(0)),
                                new Op.Stock(name, node),
                                inputs);
        for (int i = 0; i < results.size(); i++) {
            variables.put(call.outputNames().get(i), results.get(i));
        }
    }
}
