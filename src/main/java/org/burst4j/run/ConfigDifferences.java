package org.burst4j.run;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What two configurations do not have in common, key by key. */
public final class ConfigDifferences {
    private static final String NOTHING = "nothing";

    private ConfigDifferences() {}

    /**
     * One key's values.
     *
     * @param before value in the first configuration
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
     *     configuration, those that the first one lacks at the end; a key that one of them lacks
     *     has the value "nothing" there
     */
    public static Map<String, Change> of(RunConfig before, RunConfig after) {
        Map<String, Object> first = ConfigTrees.flatten(ConfigTrees.of(before));
        Map<String, Object> second = ConfigTrees.flatten(ConfigTrees.of(after));
        Set<String> keys = new LinkedHashSet<>(first.keySet());
        keys.addAll(second.keySet());
        Map<String, Change> changes = new LinkedHashMap<>();
        for (String key : keys) {
            Object old = first.getOrDefault(key, NOTHING);
            Object now = second.getOrDefault(key, NOTHING);
            if (!Objects.equals(old, now)) {
                changes.put(key, new Change(String.valueOf(old), String.valueOf(now)));
            }
        }
        return changes;
    }
}
