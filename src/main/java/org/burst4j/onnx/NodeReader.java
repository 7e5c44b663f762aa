package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.burst4j.ModelException;

/** Reads operations with their attributes. */
final class NodeReader {
    /** Number of a node's field with one of its outputs. */
    static final int OUTPUT = 2;

    private static final int NAME = 1;
    private static final int REAL = 2;
    private static final int INTEGER = 3;
    private static final int TEXT = 4;
    private static final int TENSOR = 5;
    private static final int REALS = 7;
    private static final int INTEGERS = 8;
    private static final int TYPE = 20;
    private static final int REFERENCE = 21;

    private final TensorReader tensors;

    NodeReader(TensorReader tensors) {
        this.tensors = tensors;
    }

    /** An attribute of a node inside a function that has the value of the call's attribute. */
    record Reference(String name) {}

    OnnxNode node(Wire message) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String name = "";
        String op = "";
        String domain = "";
        Map<String, Object> attributes = new HashMap<>();
        List<Wire> unread = new ArrayList<>();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> inputs.add(message.text());
                case OUTPUT -> outputs.add(message.text());
                case 3 -> name = message.text();
                case 4 -> op = message.text();
                case 5 -> unread.add(message.message());
                case 7 -> domain = message.text();
                default -> {
                    // Documentation and metadata.
                }
            }
        }
        String where = "node '" + name + "' (" + op + ")";
        unread.forEach(attribute -> attribute(attribute, where, attributes));
        return new OnnxNode(name, qualified(domain, op), inputs, outputs, attributes);
    }

    /** The operation's name, behind its domain unless that is the standard one. */
    static String qualified(String domain, String op) {
        return domain.isEmpty() || domain.equals("ai.onnx") ? op : domain + "." + op;
    }

    void attribute(Wire message, String where, Map<String, Object> attributes) {
        String name = "";
        String reference = "";
        long type = 0;
        Map<Integer, Object> values = new HashMap<>();
        LongStream.Builder integers = LongStream.builder();
        List<Float> reals = new ArrayList<>();
        while (message.next()) {
            int field = message.field();
            switch (field) {
                case NAME -> name = message.text();
                case REAL -> values.put(REAL, message.real());
                case INTEGER -> values.put(INTEGER, message.integer());
                case TEXT -> values.put(TEXT, message.text());
                case TENSOR -> values.put(TENSOR, tensors.read(message.message()).tensor());
                case REALS ->
                        message.reals(
                                false,
                                value -> {
                                    message.spend();
                                    reals.add((float) value);
                                });
                case INTEGERS ->
                        message.integers(
                                value -> {
                                    message.spend();
                                    integers.add(value);
                                });
                case TYPE -> type = message.integer();
                case REFERENCE -> reference = message.text();
                default -> {
                    // Kinds that are refused below by the number of their type.
                }
            }
        }
        values.put(REALS, List.copyOf(reals));
        values.put(INTEGERS, integers.build().toArray());
        Object value =
                switch ((int) type) {
                    case 1 -> values.getOrDefault(REAL, 0.0);
                    case 2 -> values.getOrDefault(INTEGER, 0L);
                    case 3 -> values.getOrDefault(TEXT, "");
                    case 4 -> values.get(TENSOR);
                    case 6 -> values.get(REALS);
                    case 7 -> values.get(INTEGERS);
                    default -> null;
                };
        value = reference.isEmpty() ? value : new Reference(reference);
        if (value == null) {
            throw new ModelException(
                    where
                            + " has the attribute '"
                            + name
                            + "' of the kind number "
                            + type
                            + ", which is not supported",
                    "Export the encoder without branches and loops: in evaluation mode, with"
                            + " attn_implementation=\"eager\".");
        }
        if (attributes.put(name, value) != null) {
            throw new ModelException(
                    where + " has the attribute '" + name + "' twice", OnnxReader.EXPORT_AGAIN);
        }
    }
}
