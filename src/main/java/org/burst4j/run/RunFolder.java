package org.burst4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
     * Embeddings of a frozen encoder, unless the configuration names another place.
     *
     * @return path of {@code features/}
     */
    public Path features() {
        return directory.resolve("features");
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
     * Checks that a new run may be written here; changes nothing.
     *
     * @param overwrite whether what an earlier run left may be deleted
     * @throws ConfigException if something is there and must stay
     */
    public void requireFree(boolean overwrite) {
        try {
            if (Files.exists(directory)) {
                List<Path> noRun = new ArrayList<>(temporary());
                noRun.add(log());
                boolean empty = noRun.containsAll(list());
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
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Makes the folder for a new run. Of an earlier run only what a run writes is deleted: files
     * that someone has put beside it stay.
     *
     * @param overwrite whether what an earlier run left is deleted
     * @throws ConfigException if something is there and must stay
     */
    public void createNew(boolean overwrite) {
        requireFree(overwrite);
        try {
            List<Path> old = new ArrayList<>(temporary());
            old.addAll(written());
            for (Path path : old) {
                if (Files.exists(path)) {
                    delete(path);
                }
            }
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** All that a run writes but its log, which may be open. */
    private List<Path> written() {
        return List.of(
                // First: it says that all the rest is there.
                summary(),
                checkpoints(),
                features(),
                model(),
                directory.resolve("model.tmp"),
                directory.resolve("model.old"),
                plots(),
                provenance(),
                metrics(),
                steps(),
                predictions(),
                directory.resolve("predictions-test.csv"),
                report(),
                modelCard(),
                // Last: without it the folder is no run folder any more.
                config());
    }

    /** What a run that was killed while it wrote a file may leave beside that file. */
    private List<Path> temporary() {
        return written().stream()
                .map(path -> path.resolveSibling(path.getFileName() + ".tmp"))
                .toList();
    }

    private EnvironmentException unusable(IOException e) {
        return new EnvironmentException(
                "run folder " + directory + " cannot be made: " + e.getMessage(),
                "Check the path and its permissions.",
                e);
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
