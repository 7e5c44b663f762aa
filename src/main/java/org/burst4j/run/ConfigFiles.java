package org.burst4j.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;

/** Reads, overrides and writes {@link RunConfig} as YAML (or JSON, which is YAML). */
public final class ConfigFiles {
    private ConfigFiles() {}

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
        ObjectNode tree = ConfigTrees.of(base);
        if (file != null) {
            ConfigTrees.merge(tree, ConfigTrees.read(file), file.toString());
        }
        for (String setting : settings) {
            ConfigTrees.merge(tree, ConfigTrees.setting(setting), "--set " + setting);
        }
        return ConfigTrees.bind(tree);
    }

    /**
     * A setting of a text, quoted so that it stays a text whatever is in it.
     *
     * @param key dotted key
     * @param text the value
     * @return a word for {@link #load}
     */
    public static String setting(String key, String text) {
        return key + "='" + text.replace("'", "''") + "'";
    }

    /**
     * Writes a configuration as YAML with a comment at each key.
     *
     * @param config the configuration
     * @return the text; {@link #load} reads it back to an equal configuration
     */
    public static String toYaml(RunConfig config) {
        return toYaml(config, Map.of());
    }

    /**
     * Writes a configuration as YAML with a comment at each key, some of them marked.
     *
     * @param config the configuration
     * @param marks by dotted key: what is said first in its comment
     * @return the text; {@link #load} reads it back to an equal configuration
     */
    public static String toYaml(RunConfig config, Map<String, String> marks) {
        try {
            return ConfigComments.annotate(ConfigTrees.YAML.writeValueAsString(config), marks);
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
}
