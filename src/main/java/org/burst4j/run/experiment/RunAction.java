package org.burst4j.run.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.burst4j.DataException;
import org.burst4j.run.ConfigDifferences;
import org.burst4j.run.ConfigDifferences.Change;
import org.burst4j.run.ConfigFiles;
import org.burst4j.run.RunFolder;

/**
 * What is to be done with a planned run, by what its folder holds.
 *
 * @param kind the action
 * @param changes settings that differ from the folder's {@code config.yaml}, by key
 */
public record RunAction(Kind kind, Map<String, Change> changes) {
    /** Keys that change how fast a run is or where files are looked up, not what it computes. */
    private static final Set<String> NO_CHANGE_OF_NUMBERS =
            Set.of(
                    "data.cacheMegabytes",
                    "models",
                    "train.checkpointMinutes",
                    "train.featureCache",
                    "train.recompute");

    /** Keys whose values are paths: one file may be written in several ways. */
    private static final Set<String> PATHS = Set.of("data.path", "data.audioRoot", "encoder");

    /** The kinds of action. */
    public enum Kind {
        /** There is no run. */
        START("start"),
        /** A run was begun with the same settings. */
        RESUME("go on"),
        /** A run with the same settings has ended. */
        SKIP("finished"),
        /** A run was begun or has ended with other settings. */
        CHANGED("has other settings");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /**
         * The kind in words.
         *
         * @return a word or three
         */
        public String word() {
            return word;
        }
    }

    /** Looks at a run's folder; changes nothing. */
    static RunAction of(PlannedRun run) {
        RunFolder folder = run.folder();
        if (!Files.exists(folder.config())) {
            return new RunAction(Kind.START, Map.of());
        }
        Map<String, Change> changes =
                new LinkedHashMap<>(
                        ConfigDifferences.of(ConfigFiles.read(folder.config()), run.config()));
        changes.keySet().removeAll(NO_CHANGE_OF_NUMBERS);
        changes.entrySet()
                .removeIf(change -> PATHS.contains(change.getKey()) && samePath(change.getValue()));
        if (!changes.isEmpty()) {
            return new RunAction(Kind.CHANGED, changes);
        }
        return new RunAction(finished(folder) ? Kind.SKIP : Kind.RESUME, changes);
    }

    private static boolean samePath(Change change) {
        try {
            return place(change.before()).equals(place(change.after()));
        } catch (InvalidPathException e) {
            // Names such as builtin:demo are no paths on every system.
            return false;
        }
    }

    private static Path place(String path) {
        return Path.of(path).toAbsolutePath().normalize();
    }

    private static boolean finished(RunFolder folder) {
        if (!Files.exists(folder.summary())) {
            return false;
        }
        try {
            return new ObjectMapper()
                    .readTree(folder.summary().toFile())
                    .path("finished")
                    .asBoolean();
        } catch (IOException e) {
            throw new DataException(
                    folder.summary() + " cannot be read: " + e.getMessage(),
                    "Delete it: the run's scores are then computed again.",
                    e);
        }
    }
}
