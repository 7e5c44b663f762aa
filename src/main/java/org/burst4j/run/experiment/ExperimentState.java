package org.burst4j.run.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.burst4j.file.AtomicFiles;

/**
 * {@code experiment.json}: how far each run is, and why one failed. A failure is kept here, not in
 * the run's folder, since a run may fail before it has one.
 */
final class ExperimentState {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    ExperimentState(Path folder) {
        this.folder = folder;
    }

    Path file() {
        return folder.resolve("experiment.json");
    }

    void write(List<RunOutcome> outcomes) {
        List<Map<String, Object>> runs = new ArrayList<>();
        for (RunOutcome outcome : outcomes) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("name", outcome.run().of().name());
            facts.put("seed", outcome.run().seed());
            facts.put("folder", relative(outcome.run()));
            facts.put("state", outcome.state().name().toLowerCase(Locale.ROOT));
            facts.put("failure", outcome.failure());
            runs.add(facts);
        }
        try {
            String text = JSON.writeValueAsString(Map.of("runs", runs));
            AtomicFiles.write(file(), text + "\n");
        } catch (JsonProcessingException e) {
            throw new EnvironmentException(file() + " cannot be put into JSON", "", e);
        }
    }

    /** Failures of an earlier command by the run's folder; empty if there was none. */
    Map<String, RunFailure> failures() {
        Map<String, RunFailure> failures = new LinkedHashMap<>();
        if (!Files.exists(file())) {
            return failures;
        }
        try {
            for (JsonNode run : JSON.readTree(file().toFile()).path("runs")) {
                if (run.path("failure").isObject()) {
                    failures.put(
                            run.path("folder").asText(),
                            JSON.treeToValue(run.path("failure"), RunFailure.class));
                }
            }
        } catch (IOException e) {
            throw new DataException(
                    file() + " cannot be read: " + e.getMessage(),
                    "Delete it; the runs themselves are in their own folders.",
                    e);
        }
        return failures;
    }

    /** The run's folder relative to the experiment's, with slashes on every system. */
    String relative(PlannedRun run) {
        Path path = folder.toAbsolutePath().relativize(run.folder().directory().toAbsolutePath());
        return path.toString().replace('\\', '/');
    }
}
