package org.burst4j.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.Burst4jException;
import org.burst4j.ConfigException;

/** Reads, overrides and writes {@link RunConfig} as YAML (or JSON, which is YAML). */
public final class ConfigFiles {
    /** Parts whose keys are the user's own words. */
    private static final Set<String> FREE_KEYS =
            Set.of(
                    "model.perTask",
                    "train.stage1.learningRateFactors",
                    "train.stage2.learningRateFactors");

    private static final ObjectMapper YAML =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                                    .stringQuotingChecker(new NumberQuoting())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private ConfigFiles() {}

    /** Also quotes words that would be read back as numbers, e.g. a folder named 2022_10. */
    private static final class NumberQuoting extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || value.matches("[-+.]?[0-9].*");
        }
    }

    /**
     * Builds a configuration: the base, then the file over it, then the single settings.
     *
     * @param base what holds where neither says anything
     * @param file YAML or JSON with some or all keys, or null
     * @param settings {@code key.part=value} words, later ones win
     * @return the effective configuration
     * @throws ConfigException if a file, key or value is wrong
     */
    public static RunConfig load(RunConfig base, Path file, List<String> settings) {
        ObjectNode tree = YAML.valueToTree(base);
        if (file != null) {
            merge(tree, readObject(file), "", file.toString());
        }
        for (String setting : settings) {
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
            merge(tree, (ObjectNode) value, "", "--set " + setting);
        }
        return bind(tree);
    }

    /**
     * Writes a configuration as YAML with a comment at each key.
     *
     * @param config the configuration
     * @return the text; {@link #load} reads it back to an equal configuration
     */
    public static String toYaml(RunConfig config) {
        try {
            return ConfigComments.annotate(YAML.writeValueAsString(config));
        } catch (JacksonException e) {
            throw new ConfigException("configuration cannot be written as YAML", "", e);
        }
    }

    /**
     * Reads a complete configuration, such as a run folder's {@code config.yaml}.
     *
     * @param file the file
     * @return the configuration
     * @throws ConfigException if it cannot be read or is wrong
     */
    public static RunConfig read(Path file) {
        return load(RunConfig.DEFAULTS, file, List.of());
    }

    private static ObjectNode readObject(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(
                    "configuration file " + file + " does not exist",
                    "Check the path, or make one with: train --print-config > run.yaml");
        }
        try {
            JsonNode node = YAML.readTree(Files.newBufferedReader(file));
            if (node == null || node.isMissingNode() || node.isNull()) {
                return YAML.createObjectNode();
            }
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new ConfigException(
                    "configuration file " + file + " holds no keys but a " + node.getNodeType(),
                    "Write it as 'key: value' lines; see --print-config.");
        } catch (JacksonException e) {
            throw new ConfigException(
                    "configuration file "
                            + file
                            + " is not YAML: "
                            + e.getOriginalMessage()
                            + where(e),
                    "Check indentation and quotes.",
                    e);
        } catch (IOException e) {
            throw new ConfigException(
                    "configuration file " + file + " cannot be read: " + e.getMessage(),
                    "Check its permissions.",
                    e);
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }

    private static JsonNode parse(String text, String where) {
        try {
            JsonNode node = YAML.readTree(text);
            return node == null || node.isMissingNode() ? YAML.nullNode() : node;
        } catch (JacksonException e) {
            throw new ConfigException(where + ": the value is not YAML", "Quote it.", e);
        }
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
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static RunConfig bind(ObjectNode tree) {
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
            String path =
                    e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
                            ? mapping.getPathReference().replaceAll("[\\w.$]+\\[\"(\\w+)\"]", "$1")
                            : "";
            throw new ConfigException(
                    "setting " + path.replace("->", ".") + ": " + e.getOriginalMessage(),
                    "See --print-config for the form of each value.",
                    e);
        }
    }
}
