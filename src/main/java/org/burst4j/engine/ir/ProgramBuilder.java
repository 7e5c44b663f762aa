package org.burst4j.engine.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ModelException;

/** Writes a program, node after node. What no output needs is left out at the end. */
public final class ProgramBuilder {
    private final Map<String, Value> placeholders = new LinkedHashMap<>();
    private final Map<String, Value> weights = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final Map<Value, Node> producers = new HashMap<>();
    private int values;

    /**
     * Adds a placeholder.
     *
     * @param name name in the graph
     * @param shape its shape in this program
     * @return the value
     */
    public Value placeholder(String name, Shape shape) {
        return placeholders.computeIfAbsent(name, key -> new Value(values++, shape, key));
    }

    /**
     * Adds a VARIABLE or CONSTANT, once.
     *
     * @param name name in the graph
     * @param shape its shape
     * @return the value
     */
    public Value weight(String name, Shape shape) {
        return weights.computeIfAbsent(name, key -> new Value(values++, shape, key));
    }

    /**
     * Adds a node.
     *
     * @param op what is done
     * @param inputs values of this builder
     * @return the outputs
     */
    public List<Value> addAll(Op op, List<Value> inputs) {
        return addNamed("", op, inputs);
    }

    /**
     * Adds a node whose first output stands for a variable of the graph.
     *
     * @param name the variable's name
     * @param op what is done
     * @param inputs values of this builder
     * @return the outputs
     */
    public List<Value> addNamed(String name, Op op, List<Value> inputs) {
        List<Shape> shapes = op.outputs(inputs.stream().map(Value::shape).toList());
        List<Value> results = new ArrayList<>();
        for (Shape shape : shapes) {
            results.add(new Value(values++, shape, results.isEmpty() ? name : ""));
        }
        Node node = new Node(op, inputs, results);
        nodes.add(node);
        results.forEach(result -> producers.put(result, node));
        return node.outputs();
    }

    /**
     * Adds a node of one output.
     *
     * @param op what is done
     * @param inputs values of this builder
     * @return the first output
     */
    public Value add(Op op, Value... inputs) {
        return addAll(op, List.of(inputs)).get(0);
    }

    /**
     * The node that computes a value.
     *
     * @param value a value of this builder
     * @return null for placeholders and weights
     */
    public Node producer(Value value) {
        return producers.get(value);
    }

    /**
     * Makes a value a result.
     *
     * @param name name of the result
     * @param value a value of this builder
     */
    public void output(String name, Value value) {
        outputs.put(name, value);
    }

    /**
     * The program so far, without what no output needs. Placeholders and weights that nothing reads
     * are left out too.
     *
     * @return the program
     * @throws ModelException if there is no output
     */
    public Program build() {
        if (outputs.isEmpty()) {
            throw new ModelException("a program without outputs", "Name at least one result.");
        }
        Set<Value> needed = new HashSet<>(outputs.values());
        Deque<Node> kept = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                kept.addFirst(node);
            }
        }
        return new Program(
                only(placeholders, needed), only(weights, needed), List.copyOf(kept), outputs);
    }

    private static Map<String, Value> only(Map<String, Value> all, Set<Value> needed) {
        Map<String, Value> some = new LinkedHashMap<>(all);
        some.values().retainAll(needed);
        return some;
    }
}
