package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;

/** Makes the rows of one family that name members into ensembles. */
final class PresetEnsembles {
    private static final int LEAST_MEMBERS = 2;

    private record Source(String file, PresetFiles.Row row) {}

    private final PresetFamily family;
    private final Map<String, Source> sources = new LinkedHashMap<>();

    PresetEnsembles(PresetFamily family) {
        this.family = family;
    }

    /** Adds a row, which is checked but for the names of its members. */
    void add(String file, PresetFiles.Row row) {
        String name = PresetFiles.require(row.row(), "row", file);
        PresetFiles.require(row.title(), "title", file);
        PresetFiles.figures(row.figures(), family.columns(), file);
        if (row.inherits() != null || !row.config().isEmpty() || !row.parts().isEmpty()) {
            throw new ConfigException(
                    file + ": the row has both 'members' and settings",
                    "An ensemble is not trained: leave out 'inherits', 'config' and 'parts', or"
                            + " 'members'.");
        }
        if (row.members().size() < LEAST_MEMBERS
                || Set.copyOf(row.members()).size() < row.members().size()) {
            throw new ConfigException(
                    file
                            + ": key 'members' is "
                            + row.members()
                            + ", expected at least "
                            + LEAST_MEMBERS
                            + " different rows",
                    "Name the rows whose predictions are joined, each once.");
        }
        PresetRows.requireNew(file, name, sources.put(name, new Source(file, row)), Source::file);
    }

    /**
     * The ensembles by row.
     *
     * @param trained the family's other rows
     */
    Map<String, PresetEnsemble> resolve(Map<String, PresetRows.Resolved> trained) {
        Map<String, PresetEnsemble> ensembles = new LinkedHashMap<>();
        sources.forEach(
                (name, source) -> {
                    List<Preset> members = new ArrayList<>();
                    for (String member : source.row().members()) {
                        if (!trained.containsKey(member)) {
                            throw PresetRows.noRow(
                                    source.file(), "members", member, trained.keySet());
                        }
                        members.add(trained.get(member).preset());
                    }
                    if (trained.containsKey(name)) {
                        throw new ConfigException(
                                source.file()
                                        + ": key 'row': another row has the name '"
                                        + name
                                        + "' too",
                                "Give each row a name of its own.");
                    }
                    ensembles.put(
                            name,
                            new PresetEnsemble(
                                    family,
                                    name,
                                    source.row().title(),
                                    members,
                                    source.row().figures()));
                });
        return ensembles;
    }
}
