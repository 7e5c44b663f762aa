package org.burst4j.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.burst4j.ConfigException;

/**
 * Other names for the columns of a label table.
 *
 * @param names the table's column name by ours, e.g. {@code speaker} to {@code performer}; our
 *     names are {@code file}, {@code File_ID}, {@code split}, {@code speaker}, the labels of
 *     regression tasks and the names of class tasks; case does not matter
 */
public record ColumnMap(Map<String, String> names) {
    /** Copies the map, with our names in their comparable form. */
    public ColumnMap {
        Map<String, String> keyed = new LinkedHashMap<>();
        names.forEach((ours, theirs) -> keyed.put(Names.key(ours), theirs.strip()));
        names = Map.copyOf(keyed);
    }

    /**
     * No renaming at all.
     *
     * @return an empty map
     */
    public static ColumnMap none() {
        return new ColumnMap(Map.of());
    }

    /**
     * Reads pairs as they stand on a command line.
     *
     * @param pairs texts such as {@code speaker=performer}
     * @return the map
     * @throws ConfigException if a pair has no equals sign or an empty side
     */
    public static ColumnMap parse(List<String> pairs) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw new ConfigException(
                        "column pair '" + pair + "' is not of the form ours=theirs",
                        "Write e.g. speaker=performer.");
            }
            names.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return new ColumnMap(names);
    }

    /**
     * The table's name for one of our columns.
     *
     * @param ours our name
     * @return the table's name, or empty if this column is not renamed
     */
    Optional<String> theirs(String ours) {
        return Optional.ofNullable(names.get(Names.key(ours)));
    }
}
