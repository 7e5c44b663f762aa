package org.burst4j.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.burst4j.ConfigException;

/**
 * A row of a published table that is not trained: the mean of the predictions of other rows.
 *
 * @param family what it belongs to
 * @param row name of the row in the family's table
 * @param title what it is, in one sentence
 * @param members the rows whose predictions it joins, at least two
 * @param paperFigures published figures by metric key; without those that were not published
 */
public record PresetEnsemble(
        PresetFamily family,
        String row,
        String title,
        List<Preset> members,
        Map<String, Double> paperFigures)
        implements PresetRow {
    /** Copies list and map. */
    public PresetEnsemble {
        members = List.copyOf(members);
        paperFigures = Collections.unmodifiableMap(new LinkedHashMap<>(paperFigures));
    }

    @Override
    public String name() {
        return family.name() + "/" + row;
    }

    /** What is said to someone who wants to train it. */
    ConfigException noTraining() {
        return new ConfigException(
                name()
                        + " is an ensemble of "
                        + members.stream().map(Preset::row).collect(Collectors.joining(", "))
                        + ": it has no settings to train with",
                "Train its members and join them with one command: experiment --presets '"
                        + name()
                        + "'; or train them one by one: "
                        + members.stream().map(Preset::name).toList()
                        + ".");
    }
}
