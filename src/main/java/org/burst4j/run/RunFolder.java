package org.burst4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.EnvironmentException;

/**
 * The folder of one training run and the names of what is in it.
 *
 * @param directory the folder
 */
public record RunFolder(Path directory) {

    /**
     * The effective configuration.
     *
     * @return path of {@code config.yaml}
     */
    public Path config() {
        return directory.resolve("config.yaml");
    }

    /**
     * Who made the run from what.
     *
     * @return path of {@code provenance.json}
     */
    public Path provenance() {
        return directory.resolve("provenance.json");
    }

    /**
     * One row an epoch.
     *
     * @return path of {@code metrics.csv}
     */
    public Path metrics() {
        return directory.resolve("metrics.csv");
    }

    /**
     * One row a step.
     *
     * @return path of {@code steps.csv}
     */
    public Path steps() {
        return directory.resolve("steps.csv");
    }

    /**
     * Official metrics of the best model.
     *
     * @return path of {@code summary.json}
     */
    public Path summary() {
        return directory.resolve("summary.json");
    }

    /**
     * The best model's predictions on the validation split.
     *
     * @return path of {@code predictions-val.csv}
     */
    public Path predictions() {
        return directory.resolve("predictions-val.csv");
    }

    /**
     * Everything that was logged.
     *
     * @return path of {@code log.txt}
     */
    public Path log() {
        return directory.resolve("log.txt");
    }

    /**
     * What a run needs to go on.
     *
     * @return path of {@code checkpoints/}
     */
    public Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    /**
     * The best model's bundle.
     *
     * @return path of {@code model/}
     */
    public Path model() {
        return directory.resolve("model");
    }

    /**
     * Curves and charts.
     *
     * @return path of {@code plots/}
     */
    public Path plots() {
        return directory.resolve("plots");
    }

    /**
     * The report.
     *
     * @return path of {@code report.html}
     */
    public Path report() {
        return directory.resolve("report.html");
    }

    /**
     * The model card.
     *
     * @return path of {@code model-card.md}
     */
    public Path modelCard() {
        return directory.resolve("model-card.md");
    }

    /**
     * Makes the folder for a new run.
     *
     * @param overwrite whether what an earlier run left is deleted
     * @throws ConfigException if something is there and must stay
     */
    public void createNew(boolean overwrite) {
        try {
            if (Files.exists(directory)) {
                List<Path> old = list();
                boolean empty = old.stream().allMatch(path -> path.equals(log()));
                if (!empty && !overwrite) {
                    throw new ConfigException(
                            "run folder " + directory + " is not empty",
                            "Use --resume to go on with it, --overwrite to start anew, or another"
                                    + " --out.");
                }
                if (!empty && !Files.exists(config())) {
                    throw new ConfigException(
                            directory + " is not a run folder: it has no config.yaml",
                            "It is not deleted; choose another --out.");
                }
                for (Path path : old) {
                    if (!path.equals(log())) {
                        delete(path);
                    }
                }
            }
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "run folder " + directory + " cannot be made: " + e.getMessage(),
                    "Check the path and its permissions.",
                    e);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
