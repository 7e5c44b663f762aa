package org.burst4j.run.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.run.RunConfig;

/**
 * One configuration of an experiment.
 *
 * @param name short and unique, e.g. {@code avb-paper/-SM}
 * @param title what it is, in words; may be empty
 * @param paper a paper's figures for it by metric key, e.g. {@code high.ccc}; may be empty
 * @param config what is run
 */
public record ExperimentRun(
        String name, String title, Map<String, Double> paper, RunConfig config) {

    /**
     * Checks the name and copies the map, keeping its order.
     *
     * @throws ConfigException if the name is blank
     */
    public ExperimentRun {
        if (name.isBlank()) {
            throw new ConfigException("a run of an experiment has no name", "Name it.");
        }
        paper = Collections.unmodifiableMap(new LinkedHashMap<>(paper));
    }

    /**
     * The name as that of a folder.
     *
     * @return letters, digits and "._+-", beginning with a letter or digit
     */
    public String slug() {
        return slug(name);
    }

    static String slug(String name) {
        String slug = name.replaceAll("[^A-Za-z0-9._+-]", "-");
        return Character.isLetterOrDigit(slug.charAt(0)) ? slug : "run" + slug;
    }
}
