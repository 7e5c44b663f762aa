package org.burst4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.burst4j.ModelException;

/** The index of a checkpoint in several files: which file holds which tensor. */
record ShardIndex(Path index, Map<String, String> fileOf) {
    private static final int MOST_FILES = 1000;

    static ShardIndex read(Path index) {
        JsonNode map = JsonFiles.read(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new ModelException(
                    index + " has no weight_map of names to files", "Get the file again.");
        }
        Map<String, String> fileOf = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : map.properties()) {
            fileOf.put(field.getKey(), file(index, field.getKey(), field.getValue()));
        }
        ShardIndex read = new ShardIndex(index, fileOf);
        if (read.files().size() > MOST_FILES) {
            throw new ModelException(
                    index + " names " + read.files().size() + " files", "Get the file again.");
        }
        return read;
    }

    /** The files, in the order of their names. */
    Set<String> files() {
        return new TreeSet<>(fileOf.values());
    }

    /** A plain name of a file beside the index: a path could lead anywhere. */
    private static String file(Path index, String tensor, JsonNode value) {
        String name = value.isTextual() ? value.textValue() : "";
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")) {
            throw new ModelException(
                    index
                            + " says that tensor "
                            + PickleGlobal.printable(tensor)
                            + " is in "
                            + PickleGlobal.printable(value.toString())
                            + ", which is no plain name of a file in the same folder",
                    "Get the file again from where the checkpoint comes from.");
        }
        if (!Files.isRegularFile(index.resolveSibling(name))) {
            throw new ModelException(
                    index + " names the file " + name + ", which is not there",
                    "Get all files of the checkpoint.");
        }
        return name;
    }
}
