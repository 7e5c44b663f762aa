package org.burst4j.onnx;

import java.util.List;
import java.util.Map;

/**
 * One operation of a graph. Two nodes are equal only if they are the same object.
 *
 * <p>Operations of our own, made by the passes, start with {@code burst4j.}.
 */
final class OnnxNode {
    private final String name;
    private final String op;
    private final List<String> inputs;
    private final List<String> outputs;
    private final Map<String, Object> attributes;

    /** Inputs that are left out are empty texts; attributes are Long, Double, String, lists. */
    OnnxNode(
            String name,
            String op,
            List<String> inputs,
            List<String> outputs,
            Map<String, Object> attributes) {
        this.name = name.isEmpty() && !outputs.isEmpty() ? outputs.get(0) : name;
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.attributes = Map.copyOf(attributes);
    }

    String name() {
        return name;
    }

    String op() {
        return op;
    }

    boolean is(String... ops) {
        return List.of(ops).contains(op);
    }

    List<String> inputs() {
        return inputs;
    }

    /** The input at an index, or an empty text where it is left out. */
    String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    boolean hasInput(int index) {
        return !input(index).isEmpty();
    }

    List<String> outputs() {
        return outputs;
    }

    String output() {
        return outputs.get(0);
    }

    Map<String, Object> attributes() {
        return attributes;
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long integer(String attribute, long standard) {
        return attributes.get(attribute) instanceof Long value ? value : standard;
    }

    double real(String attribute, double standard) {
        return attributes.get(attribute) instanceof Double value ? value : standard;
    }

    String text(String attribute, String standard) {
        return attributes.get(attribute) instanceof String value ? value : standard;
    }

    OnnxTensor tensor(String attribute) {
        return attributes.get(attribute) instanceof OnnxTensor value ? value : null;
    }

    long[] integers(String attribute, long... standard) {
        return attributes.get(attribute) instanceof long[] value ? value.clone() : standard;
    }

    OnnxNode withInputs(List<String> changed) {
        return new OnnxNode(name, op, changed, outputs, attributes);
    }

    @Override
    public String toString() {
        return "node '" + name + "' (" + op + ")";
    }
}
