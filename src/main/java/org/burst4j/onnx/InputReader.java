package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.List;

/** Reads the names, types and shapes of a graph's inputs. */
final class InputReader {
    private InputReader() {}

    /** The name alone. */
    static String name(Wire message) {
        String name = "";
        while (message.next()) {
            if (message.field() == 1) {
                name = message.text();
            }
        }
        return name;
    }

    static OnnxGraph.Input input(Wire message) {
        String name = "";
        long[] type = {0};
        List<Long> shape = new ArrayList<>();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> name = message.text();
                case 2 -> {
                    Wire kinds = message.message();
                    while (kinds.next()) {
                        if (kinds.field() == 1) {
                            tensor(kinds.message(), type, shape);
                        }
                    }
                }
                default -> {
                    // Documentation and metadata.
                }
            }
        }
        return new OnnxGraph.Input(
                name, ElementType.of(type[0], "the input '" + name + "'"), shape);
    }

    private static void tensor(Wire message, long[] type, List<Long> shape) {
        while (message.next()) {
            switch (message.field()) {
                case 1 -> type[0] = message.integer();
                case 2 -> {
                    Wire dims = message.message();
                    while (dims.next()) {
                        if (dims.field() == 1) {
                            shape.add(size(dims.message()));
                        }
                    }
                }
                default -> {
                    // The format knows no other fields here.
                }
            }
        }
    }

    /** The size of an axis, or -1 where it is a name or left open. */
    private static long size(Wire message) {
        long size = -1;
        while (message.next()) {
            if (message.field() == 1) {
                size = message.integer();
            }
        }
        return size;
    }
}
