package org.burst4j.engine.ir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph for given shapes: what it is fed, what it reads, what it computes in which order, and
 * which of the values are results.
 */
public final class Program {
    private static final String GRADIENT = "gradient:";

    private final Map<String, Value> placeholders;
    private final Map<String, Value> weights;
    private final List<Node> nodes;
    private final Map<String, Value> outputs;

    Program(
            Map<String, Value> placeholders,
            Map<String, Value> weights,
            List<Node> nodes,
            Map<String, Value> outputs) {
        this.placeholders = Collections.unmodifiableMap(new LinkedHashMap<>(placeholders));
        this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        this.nodes = List.copyOf(nodes);
        this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /**
     * The output that holds the gradient of a weight or placeholder.
     *
     * @param name name of the weight
     * @return name of the output
     */
    public static String gradientOf(String name) {
        return GRADIENT + name;
    }

    /**
     * What each run is fed.
     *
     * @return values by name
     */
    public Map<String, Value> placeholders() {
        return placeholders;
    }

    /**
     * VARIABLEs and CONSTANTs of the graph whose arrays the program reads where they are.
     *
     * @return values by name
     */
    public Map<String, Value> weights() {
        return weights;
    }

    /**
     * What is computed.
     *
     * @return nodes in an order in which they can run
     */
    public List<Node> nodes() {
        return nodes;
    }

    /**
     * Results.
     *
     * @return values by name; may be placeholders or weights themselves
     */
    public Map<String, Value> outputs() {
        return outputs;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append(node).append('\n'));
        return text.append("outputs ").append(outputs).toString();
    }
}
