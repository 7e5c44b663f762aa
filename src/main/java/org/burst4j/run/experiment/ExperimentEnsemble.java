package org.burst4j.run.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;

/**
 * Configurations of an experiment whose predictions are joined, seed by seed.
 *
 * @param name short and unique, e.g. {@code exvo-paper/Ensemble A}
 * @param title what it is, in words; may be empty
 * @param paper a paper's figures for it by metric key; may be empty
 * @param members names of the configurations, at least one
 */
public record ExperimentEnsemble(
        String name, String title, Map<String, Double> paper, List<String> members) {

    /**
     * Checks the name and copies list and map, keeping their order.
     *
     * @throws ConfigException if the name is blank or there are no members
     */
    public ExperimentEnsemble {
        if (name.isBlank() || members.isEmpty()) {
            throw new ConfigException(
                    "the ensemble '" + name + "' has the members " + members,
                    "Give it a name and at least one member.");
        }
        members = List.copyOf(members);
        paper = Collections.unmodifiableMap(new LinkedHashMap<>(paper));
    }

    /**
     * The name as that of a folder.
     *
     * @return letters, digits and "._+-", beginning with a letter or digit
     */
    public String slug() {
        return ExperimentRun.slug(name);
    }
}
