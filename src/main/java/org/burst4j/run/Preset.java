package org.burst4j.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The settings of one published experiment, or of a user's own one, under a name.
 *
 * @param family what it belongs to; a user's preset belongs to the family of the one it extends
 * @param row name of the row in the family's table, or of the user's file without its ending
 * @param title what it is, in one sentence
 * @param parent preset that it takes its settings from; null: those of the family alone
 * @param paperFigures published figures by metric key; without those that were not published
 * @param changes what its file alone sets, by dotted key, e.g. {@code model.taskDefaults.loss}
 * @param config its effective settings, whose {@code preset} is its name
 */
public record Preset(
        PresetFamily family,
        String row,
        String title,
        Preset parent,
        Map<String, Double> paperFigures,
        Map<String, Object> changes,
        RunConfig config)
        implements PresetRow {
    /** Copies the maps. */
    public Preset {
        paperFigures = Collections.unmodifiableMap(new LinkedHashMap<>(paperFigures));
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }

    @Override
    public String name() {
        return config.preset();
    }

    /**
     * The presets that it takes its settings from.
     *
     * @return from the first one, which rests on the family alone, to this one
     */
    public List<Preset> lineage() {
        List<Preset> presets = new ArrayList<>();
        for (Preset preset = this; preset != null; preset = preset.parent) {
            presets.add(0, preset);
        }
        return presets;
    }

    /**
     * The effective settings as YAML, each changed one marked with the row that changes it.
     *
     * @return a text that {@code --config} takes
     */
    public String toYaml() {
        Map<String, String> marks = new LinkedHashMap<>();
        for (Preset preset : lineage()) {
            preset.changes.keySet().forEach(key -> marks.put(key, "<- " + preset.row));
        }
        Map<String, Object> before =
                ConfigTrees.flatten(
                        ConfigTrees.of(parent == null ? family.base() : parent.config()));
        for (String key : changes.keySet()) {
            if (before.containsKey(key)) {
                marks.put(key, "<- " + row + ", was " + Objects.toString(before.get(key)));
            }
        }
        return "# "
                + name()
                + ": "
                + title
                + "\n# Takes its settings from "
                + (parent == null ? "the base of " + family.name() : parent.name())
                + "; lines marked <- are set by the row named there.\n"
                + ConfigFiles.toYaml(config, marks);
    }
}
