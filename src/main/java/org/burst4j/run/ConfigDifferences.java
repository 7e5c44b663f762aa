package org.burst4j.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;

/** What two configurations do not have in common, key by key. */
public final class ConfigDifferences {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String NOTHING = "nothing";

    private ConfigDifferences() {}

    /**
     * One key's values.
     *
     * @param before value in the first configuration, as YAML writes it
     * @param after value in the second
     */
    public record Change(String before, String after) {
        @Override
        public String toString() {
            return before + " -> " + after;
        }
    }

    /**
     * Compares two configurations.
     *
     * @param before the first
     * @param after the second
     * @return the keys that differ, e.g. {@code train.stage2.epochs}, in the order of the
     *     configuration; a key that one of them lacks has the value "nothing" there
     */
    public static Map<String, Change> of(RunConfig before, RunConfig after) {
        Map<String, String> first = flat(before);
        Map<String, String> second = flat(after);
        Set<String> keys = new LinkedHashSet<>(first.keySet());
        keys.addAll(second.keySet());
        Map<String, Change> changes = new LinkedHashMap<>();
        for (String key : keys) {
            Change change =
                    new Change(first.getOrDefault(key, NOTHING), second.getOrDefault(key, NOTHING));
            if (!change.before().equals(change.after())) {
                changes.put(key, change);
            }
        }
        return changes;
    }

    private static Map<String, String> flat(RunConfig config) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            flatten(YAML.readTree(ConfigFiles.toYaml(config)), "", values);
        } catch (JacksonException e) {
            throw new ConfigException("the configuration is not YAML: " + e.getMessage(), "", e);
        }
        return values;
    }

    private static void flatten(JsonNode node, String key, Map<String, String> values) {
        if (node.isObject()) {
            node.properties()
                    .forEach(
                            entry ->
                                    flatten(
                                            entry.getValue(),
                                            key.isEmpty()
                                                    ? entry.getKey()
                                                    : key + "." + entry.getKey(),
                                            values));
        } else {
            values.put(key, node.isTextual() ? node.textValue() : node.toString());
        }
    }
}
