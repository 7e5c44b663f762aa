package org.burst4j.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.Burst4jException;
import org.burst4j.ConfigException;

/** Configurations as trees of keys: read from YAML, laid over one another, bound to records. */
final class ConfigTrees {
    /** Reads and writes YAML without a loss; an unknown key of a record is an error. */
    static final ObjectMapper YAML =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                                    .stringQuotingChecker(new NumberQuoting())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    /** Parts whose keys are the user's own words. */
    private static final Set<String> FREE_KEYS =
            Set.of(
                    "model.perTask",
                    "train.stage1.learningRateFactors",
                    "train.stage2.learningRateFactors");

    private ConfigTrees() {}

    /** Also quotes words that would be read back as numbers, e.g. a folder named 2022_10. */
    private static final class NumberQuoting extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || value.matches("[-+.]?[0-9].*");
        }
    }

    /** The tree of a whole configuration. */
    static ObjectNode of(RunConfig config) {
        return YAML.valueToTree(config);
    }

    /** The keys of a configuration file, which may be empty. */
    static ObjectNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(
                    "configuration file " + file + " does not exist",
                    "Check the path, or make one with: train --print-config > run.yaml");
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            return read(reader, "configuration file " + file);
        } catch (IOException e) {
            throw new ConfigException(
                    "configuration file " + file + " cannot be read: " + e.getMessage(),
                    "Check its permissions.",
                    e);
        }
    }

    /** The keys of a text, which may be empty. */
    static ObjectNode read(Reader text, String source) throws IOException {
        try {
            JsonNode node = YAML.readTree(text);
            if (node == null || node.isMissingNode() || node.isNull()) {
                return YAML.createObjectNode();
            }
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new ConfigException(
                    source + " holds no keys but a " + node.getNodeType(),
                    "Write it as 'key: value' lines; see --print-config.");
        } catch (JacksonException e) {
            throw new ConfigException(
                    source + " is not YAML: " + e.getOriginalMessage() + where(e),
                    "Check indentation and quotes.",
                    e);
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }

    /** The tree of one {@code key.part=value} word. */
    static ObjectNode setting(String setting) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
            throw new ConfigException(
                    "--set " + setting + " is not of the form key=value",
                    "For example: --set train.stage2.learningRate=1e-4");
        }
        String[] keys = setting.substring(0, equals).trim().split("\\.", -1);
        JsonNode value = parse(setting.substring(equals + 1), "--set " + setting);
        for (int i = keys.length - 1; i >= 0; i--) {
            value = YAML.createObjectNode().set(keys[i], value);
        }
        return (ObjectNode) value;
    }

    private static JsonNode parse(String text, String where) {
        try {
            JsonNode node = YAML.readTree(text);
            return node == null || node.isMissingNode() ? YAML.nullNode() : node;
        } catch (JacksonException e) {
            throw new ConfigException(where + ": the value is not YAML", "Quote it.", e);
        }
    }

    /**
     * Lays a tree over another, group by group.
     *
     * @param into a whole configuration, which is changed
     * @param from some of its keys
     * @param source where they come from, for messages
     */
    static void merge(ObjectNode into, ObjectNode from, String source) {
        merge(into, from, "", source);
    }

    private static void merge(ObjectNode into, ObjectNode from, String prefix, String source) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            String key = prefix + entry.getKey();
            boolean free = FREE_KEYS.stream().anyMatch(part -> key.startsWith(part + "."));
            if (!into.has(entry.getKey()) && !free) {
                List<String> known = new ArrayList<>();
                into.fieldNames().forEachRemaining(name -> known.add(prefix + name));
                throw new ConfigException(
                        source + ": there is no setting '" + key + "'",
                        "Did you mean '" + Closest.of(key, known) + "'? Known here: " + known);
            }
            JsonNode old = into.get(entry.getKey());
            if (old instanceof ObjectNode oldObject && entry.getValue() instanceof ObjectNode sub) {
                merge(oldObject, sub, key + ".", source);
            } else if (old instanceof ObjectNode) {
                throw new ConfigException(
                        source + ": '" + key + "' is a group of settings, not a single value",
                        old.isEmpty()
                                ? "Set a part of it: " + key + ".NAME=..."
                                : "Set one of its parts, e.g. "
                                        + key
                                        + "."
                                        + old.fieldNames().next());
            } else {
                // A copy: what is laid over it later must not reach back into the tree given here.
                into.set(entry.getKey(), entry.getValue().deepCopy());
            }
        }
    }

    /** The single values of a tree by dotted key, in the tree's order; lists are values. */
    static Map<String, Object> flatten(ObjectNode tree) {
        Map<String, Object> values = new LinkedHashMap<>();
        flatten(tree, "", values);
        return values;
    }

    private static void flatten(ObjectNode tree, String prefix, Map<String, Object> values) {
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String key = prefix + entry.getKey();
            if (entry.getValue() instanceof ObjectNode group) {
                flatten(group, key + ".", values);
            } else {
                Object value = YAML.convertValue(entry.getValue(), Object.class);
                values.put(
                        key,
                        value instanceof List<?> list ? Collections.unmodifiableList(list) : value);
            }
        }
    }

    /** The record that a whole tree describes. */
    static RunConfig bind(ObjectNode tree) {
        for (JsonNode task : tree.path("customTasks")) {
            if (task instanceof ObjectNode object) {
                // A bound that is not given is none; Jackson would refuse it as a missing number.
                for (String bound : List.of("minimum", "maximum")) {
                    if (!object.has(bound)) {
                        object.put(bound, Double.NaN);
                    }
                }
            }
        }
        try {
            return YAML.treeToValue(tree, RunConfig.class);
        } catch (JacksonException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof Burst4jException ours) {
                    throw ours;
                }
            }
            throw new ConfigException(
                    "setting " + path(e) + ": " + e.getOriginalMessage(),
                    "See --print-config for the form of each value.",
                    e);
        }
    }

    /** The dotted key at which a tree could not be bound. */
    static String path(JacksonException e) {
        return e instanceof JsonMappingException mapping
                ? mapping.getPathReference()
                        .replaceAll("->[\\w.$]+\\[(\\d+)]", "[$1]")
                        .replaceAll("[\\w.$]+\\[\"(\\w+)\"]", "$1")
                        .replace("->", ".")
                : "";
    }
}
