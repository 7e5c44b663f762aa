package org.burst4j.engine.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.SplitMix64;

/**
 * Runs programs in double, by loops that say what the operations' documentation says: the truth that
 * kernels, rewriting rules and derivatives are compared with.
 */
public final class Interpreter {
    private final Draw draw;
    private final StockRun stock;

    /** Gives the numbers that Uniform and Dropout stretch to their limits. */
    @FunctionalInterface
    public interface Draw {
        /**
         * One number.
         *
         * @param name name of the drawn variable
         * @param seed seed of the run
         * @param index number of the element
         * @return at least 0, below 1
         */
        double unit(String name, long seed, int index);
    }

    /** Runs operations of ND4J. */
    @FunctionalInterface
    public interface StockRun {
        /**
         * One of them.
         *
         * @param node a Stock node
         * @param inputs values of its inputs
         * @return values of its outputs
         */
        List<double[]> run(Node node, List<double[]> inputs);
    }

    /**
     * An interpreter.
     *
     * @param draw what random numbers are
     * @param stock runs Stock nodes
     */
    public Interpreter(Draw draw, StockRun stock) {
        this.draw = draw;
        this.stock = stock;
    }

    /** One that draws from SplitMix64's streams and refuses Stock nodes. */
    public Interpreter() {
        this(
                (name, seed, index) -> SplitMix64.unit(SplitMix64.stream(seed, name), index),
                (node, inputs) -> {
                    throw new AssertionError("nothing here runs " + node);
                });
    }

    /**
     * Runs a program.
     *
     * @param program the program
     * @param placeholders a value for each placeholder, row-major
     * @param weights a value for each weight, row-major
     * @param seed seed of what is drawn
     * @return outputs by name
     */
    public Map<String, double[]> run(
            Program program,
            Map<String, double[]> placeholders,
            Map<String, double[]> weights,
            long seed) {
        Map<Value, double[]> values = runAll(program, placeholders, weights, seed);
        Map<String, double[]> outputs = new LinkedHashMap<>();
        program.outputs().forEach((name, value) -> outputs.put(name, values.get(value)));
        return outputs;
    }

    /**
     * Runs a program and keeps everything.
     *
     * @param program the program
     * @param placeholders a value for each placeholder, row-major
     * @param weights a value for each weight, row-major
     * @param seed seed of what is drawn
     * @return all values
     */
    public Map<Value, double[]> runAll(
            Program program,
            Map<String, double[]> placeholders,
            Map<String, double[]> weights,
            long seed) {
        Map<Value, double[]> values = new HashMap<>();
        program.placeholders()
                .forEach((name, value) -> put(values, value, placeholders.get(name)));
        program.weights().forEach((name, value) -> put(values, value, weights.get(name)));
        for (Node node : program.nodes()) {
            List<double[]> inputs = new ArrayList<>();
            for (Value input : node.inputs()) {
                if (!values.containsKey(input)) {
                    throw new AssertionError(input + " is read before it is made, by " + node);
                }
                inputs.add(values.get(input));
            }
            List<double[]> outputs = run(node, inputs, seed);
            for (int i = 0; i < outputs.size(); i++) {
                put(values, node.outputs().get(i), outputs.get(i));
            }
        }
        return values;
    }

    private static void put(Map<Value, double[]> values, Value value, double[] array) {
        if (array == null || array.length != value.shape().elements()) {
            throw new AssertionError(
                    value + " got " + (array == null ? "nothing" : array.length + " elements"));
        }
        if (values.put(value, array) != null) {
            throw new AssertionError(value + " is made twice");
        }
    }

    /**
     * Runs one node.
     *
     * @param node the node
     * @param inputs values of its inputs
     * @param seed seed of what is drawn
     * @return values of its outputs
     */
    public List<double[]> run(Node node, List<double[]> inputs, long seed) {
        Op op = node.op();
        if (op instanceof Op.Stock) {
            return stock.run(node, inputs);
        } else if (op instanceof Op.Fused fused) {
            return fused(fused.expression(), inputs, seed);
        } else if (op instanceof Op.Dropout dropout) {
            return List.of(dropout(dropout, inputs.get(0), seed));
        } else if (op instanceof Op.Uniform uniform) {
            double[] y = new double[uniform.shape().elements()];
            for (int i = 0; i < y.length; i++) {
                y[i] = drawn(uniform.name(), uniform.low(), uniform.high(), seed, i);
            }
            return List.of(y);
        } else if (op instanceof Op.Attention attention) {
            return List.of(
                    InterpretedAttention.forward(
                            attention, node, inputs, kept(attention, seed)));
        } else if (op instanceof Op.AttentionGradient gradient) {
            return InterpretedAttention.backward(
                    gradient.forward(), node, inputs, kept(gradient.forward(), seed));
        } else if (op instanceof Op.Binary binary) {
            return List.of(binary(binary, node, inputs));
        } else if (op instanceof Op.GeluGradient) {
            double[] dx = new double[inputs.get(0).length];
            Arrays.setAll(
                    dx, i -> InterpretedElements.gelu(inputs.get(0)[i], inputs.get(1)[i]));
            return List.of(dx);
        } else if (InterpretedElements.isUnary(op)) {
            return List.of(
                    Arrays.stream(inputs.get(0))
                            .map(x -> InterpretedElements.unary(op, x))
                            .toArray());
        }
        return InterpretedArrays.run(node, inputs);
    }

    private double drawn(String name, float low, float high, long seed, int index) {
        return low + draw.unit(name, seed, index) * ((double) high - low);
    }

    /** Factor of an element: 0 or 1 / (1 - rate). */
    private double kept(String name, float rate, long seed, int index) {
        return Math.floor(drawn(name, 1f - rate, 2f - rate, seed, index)) / (1.0 - rate);
    }

    private InterpretedAttention.Kept kept(Op.Attention attention, long seed) {
        return attention.dropoutName().isEmpty()
                ? index -> 1
                : index -> kept(attention.dropoutName(), attention.dropoutRate(), seed, index);
    }

    private double[] dropout(Op.Dropout op, double[] x, long seed) {
        double[] y = new double[x.length];
        Arrays.setAll(y, i -> x[i] * kept(op.name(), op.rate(), seed, i));
        return y;
    }

    private static double[] binary(Op.Binary op, Node node, List<double[]> inputs) {
        Shape shape = node.output().shape();
        int[] left = Places.broadcast(node.input(0).shape(), shape);
        int[] right = Places.broadcast(node.input(1).shape(), shape);
        double[] y = new double[shape.elements()];
        Arrays.setAll(
                y,
                i ->
                        InterpretedElements.binary(
                                op.kind(), inputs.get(0)[left[i]], inputs.get(1)[right[i]]));
        return y;
    }

    private List<double[]> fused(Expression expression, List<double[]> inputs, long seed) {
        int elements = expression.shape().elements();
        List<double[]> results = new ArrayList<>();
        expression.results().forEach(register -> results.add(new double[elements]));
        double[] registers = new double[expression.instructions().size()];
        for (int i = 0; i < elements; i++) {
            for (int r = 0; r < registers.length; r++) {
                registers[r] = apply(expression, r, registers, inputs, seed, i);
            }
            for (int k = 0; k < results.size(); k++) {
                results.get(k)[i] = registers[expression.results().get(k)];
            }
        }
        return results;
    }

    private double apply(
            Expression expression,
            int instruction,
            double[] registers,
            List<double[]> inputs,
            long seed,
            int i) {
        Expression.Instruction what = expression.instructions().get(instruction);
        if (what instanceof Expression.Load load) {
            Expression.Access access = expression.accesses().get(load.input());
            return inputs.get(load.input())[i / access.repeat() % access.length()];
        } else if (what instanceof Expression.Apply1 one) {
            return InterpretedElements.unary(one.op(), registers[one.register()]);
        } else if (what instanceof Expression.Drop drop) {
            return registers[drop.register()]
                    * kept(drop.op().name(), drop.op().rate(), seed, i);
        }
        Expression.Apply2 two = (Expression.Apply2) what;
        double a = registers[two.left()];
        double b = registers[two.right()];
        return two.op() instanceof Op.Binary binary
                ? InterpretedElements.binary(binary.kind(), a, b)
                : InterpretedElements.gelu(a, b);
    }
}
