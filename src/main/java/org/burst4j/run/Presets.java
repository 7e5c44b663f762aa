package org.burst4j.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.burst4j.ConfigException;

/**
 * The presets inside the jar, one for each row of a published table, and users' own ones.
 *
 * <p>A name is a family, a slash and a row, e.g. {@code avb-paper/2/3} or {@code avb-code/-SM}; one
 * that ends in {@code .yaml}, {@code .yml} or {@code .json} is the path of a user's own file, which
 * extends a preset.
 */
public final class Presets {
    private Presets() {}

    /** Read when first asked for, so that other commands do not depend on it. */
    private static final class Holder {
        static final PresetLibrary LIBRARY =
                new PresetLibrary(
                        new PresetFiles(
                                file -> Presets.class.getResourceAsStream("presets/" + file)));
    }

    /**
     * The families.
     *
     * @return those inside the jar
     */
    public static List<PresetFamily> families() {
        return Holder.LIBRARY.families();
    }

    /**
     * Every preset that can be trained.
     *
     * @return those inside the jar: family by family, each in the order of its table
     */
    public static List<Preset> all() {
        return Holder.LIBRARY.all();
    }

    /**
     * Every row of every table, ensembles too.
     *
     * @return those inside the jar: family by family, each in the order of its table
     */
    public static List<PresetRow> rows() {
        return Holder.LIBRARY.rows();
    }

    /**
     * One row of a table.
     *
     * @param name its name, or the path of a user's own file
     * @return a preset or an ensemble
     * @throws ConfigException if there is none, or the user's file is wrong
     */
    public static PresetRow row(String name) {
        return Holder.LIBRARY.row(name);
    }

    /**
     * One preset.
     *
     * @param name its name, or the path of a user's own file
     * @return the preset
     * @throws ConfigException if there is none, it is an ensemble, or the user's file is wrong
     */
    public static Preset named(String name) {
        return Holder.LIBRARY.named(name);
    }

    /**
     * Several rows, with the members of those that are ensembles.
     *
     * @param names names and paths as for {@link #row}; a family's name stands for all its rows in
     *     the order of its table
     * @return the rows in the order asked for, none twice; an ensemble's members that are not asked
     *     for stand before it
     * @throws ConfigException if one of them is unknown
     */
    public static List<PresetRow> select(List<String> names) {
        Map<String, PresetRow> chosen = new LinkedHashMap<>();
        for (String name : names) {
            List<PresetRow> rows = Holder.LIBRARY.rowsOf(name);
            for (PresetRow row : rows == null ? List.of(row(name)) : rows) {
                if (row instanceof PresetEnsemble ensemble) {
                    ensemble.members().forEach(one -> chosen.putIfAbsent(one.name(), one));
                }
                chosen.putIfAbsent(row.name(), row);
            }
        }
        return List.copyOf(chosen.values());
    }

    /**
     * What is to be trained of several rows.
     *
     * @param names as for {@link #select}
     * @return the presets among them, ensembles left out but for their members
     * @throws ConfigException if one of them is unknown
     */
    public static List<Preset> trained(List<String> names) {
        return select(names).stream()
                .filter(Preset.class::isInstance)
                .map(Preset.class::cast)
                .toList();
    }

    /**
     * Builds a run's configuration: the defaults or a preset, then the file over it, then the
     * single settings. A file may name its preset itself, with the key {@code preset}; a run's
     * complete {@code config.yaml} stays what it is.
     *
     * @param preset name or path of a preset, or null
     * @param file YAML or JSON with some or all keys, or null
     * @param settings {@code key.part=value} words, later ones win
     * @return the effective configuration
     * @throws ConfigException if anything is wrong, or two different presets are named
     */
    public static RunConfig configure(String preset, Path file, List<String> settings) {
        JsonNode key = file == null ? null : ConfigTrees.read(file).get("preset");
        String ofFile = key == null || key.isNull() ? null : key.asText();
        if (preset != null && ofFile != null && !preset.equals(ofFile)) {
            throw new ConfigException(
                    file + " is for the preset " + ofFile + ", but " + preset + " is asked for",
                    "Name one of them only, or delete the line 'preset:' of the file if its"
                            + " settings shall be laid over "
                            + preset
                            + ".");
        }
        String name = preset == null ? ofFile : preset;
        RunConfig base = name == null ? RunConfig.DEFAULTS : named(name).config();
        RunConfig config = ConfigFiles.load(base, file, settings);
        if (!Objects.equals(config.preset(), name)) {
            throw new ConfigException(
                    "'preset' cannot be set with --set: it would only change the name",
                    "Use --preset " + config.preset() + ".");
        }
        return config;
    }
}
