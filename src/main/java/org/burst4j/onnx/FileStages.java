package org.burst4j.onnx;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the stages of an encoder are found in its file.
 *
 * @param boundary the file's inputs
 * @param values the canonical graph's values with which stages end, by the stages' names, in order
 */
record FileStages(Boundary boundary, Map<String, String> values) {
    static final String CONVS = "convs";
    static final String PROJECTION = "projection";
    static final String POSITIONAL = "positional";
    static final String OUTPUT = "last_hidden_state";

    FileStages {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static String layer(int number) {
        return "layer." + number;
    }

    /** The file's own values by stage; stages that end inside of a function are left out. */
    Map<String, String> in(Path file) {
        Set<String> known = named(file);
        Map<String, String> found = new LinkedHashMap<>();
        values.forEach(
                (stage, value) -> {
                    String name = value;
                    // What ToNwc turned has the name of what it was turned from in front.
                    while (!known.contains(name) && name.endsWith(ToNwc.NWC)) {
                        name = name.substring(0, name.length() - ToNwc.NWC.length());
                    }
                    if (known.contains(name)) {
                        found.put(stage, name);
                    }
                });
        return found;
    }

    /** The values that the nodes of a file's graph make, without those inside of functions. */
    private static Set<String> named(Path file) {
        Set<String> names = new HashSet<>();
        Wire model = Wire.over(OnnxReader.map(file));
        while (model.next()) {
            if (model.field() != ModelReader.GRAPH) {
                continue;
            }
            Wire graph = model.message();
            while (graph.next()) {
                if (graph.field() != ModelReader.NODE) {
                    continue;
                }
                Wire node = graph.message();
                while (node.next()) {
                    if (node.field() == NodeReader.OUTPUT) {
                        names.add(node.text());
                    }
                }
            }
        }
        return names;
    }
}
