package org.burst4j.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.Burst4jException;
import org.burst4j.EnvironmentException;
import org.burst4j.ModelException;
import org.burst4j.file.AtomicFiles;
import org.burst4j.graph.GraphFiles;
import org.burst4j.graph.SafeTensors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained model as a folder: {@code model.json} (what it is), {@code model.fb} (the inference
 * graph, stock ND4J ops, weights inside) and {@code weights.safetensors} (the same weights for
 * other programs and for further training). The graph of a model beyond {@link
 * GraphFiles#LARGEST_BYTES} has its weights in {@code weights.safetensors} alone.
 */
public final class ModelBundle {
    /** The manifest's file name. */
    public static final String MANIFEST = "model.json";

    /** The graph's file name. */
    public static final String GRAPH = "model.fb";

    /** The weights' file name. */
    public static final String WEIGHTS = "weights.safetensors";

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path directory;
    private final ModelManifest manifest;

    private ModelBundle(Path directory, ModelManifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /**
     * Writes a bundle; a folder of an earlier one is replaced once the new one is whole.
     *
     * @param directory the bundle's folder
     * @param manifest what the model is
     * @param weights all weights by name
     * @param graph inference graph
     * @throws EnvironmentException if it cannot be written
     */
    public static void write(
            Path directory, ModelManifest manifest, Map<String, INDArray> weights, SameDiff graph) {
        write(directory, manifest, weights, graph, GraphFiles.fits(graph));
    }

    static void write(
            Path directory,
            ModelManifest manifest,
            Map<String, INDArray> weights,
            SameDiff graph,
            boolean weightsInGraph) {
        Path target = directory.toAbsolutePath();
        Path temporary = temporary(target);
        Path old = old(target);
        try {
            delete(temporary);
            Files.createDirectories(temporary);
            SafeTensors.write(temporary.resolve(WEIGHTS), weights, Map.of("format", "burst4j"));
            if (weightsInGraph) {
                GraphFiles.save(graph, temporary.resolve(GRAPH));
            } else {
                GraphFiles.saveWithoutWeights(graph, temporary.resolve(GRAPH));
            }
            // Last: a folder with a manifest is whole.
            AtomicFiles.write(temporary.resolve(MANIFEST), JSON.writeValueAsString(manifest));
            // Two renames: a process killed in between leaves both folders, whole; see recover.
            delete(old);
            if (Files.exists(target)) {
                Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            delete(old);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "model bundle " + target + " cannot be written: " + e.getMessage(),
                    "Check the free space and the permissions.",
                    e);
        }
    }

    /**
     * Replaces the manifest of a bundle, e.g. once its scores are known.
     *
     * @param directory the bundle's folder
     * @param manifest the new manifest
     * @throws EnvironmentException if it cannot be written
     */
    public static void rewriteManifest(Path directory, ModelManifest manifest) {
        try {
            AtomicFiles.write(directory.resolve(MANIFEST), JSON.writeValueAsString(manifest));
        } catch (JacksonException e) {
            throw new EnvironmentException(
                    "the manifest of " + directory + " cannot be put into JSON", "", e);
        }
    }

    /**
     * Opens a bundle and checks its version; the graph is not read yet. When a {@link #write} was
     * killed before its last step, that step is done first.
     *
     * @param directory the bundle's folder
     * @return the bundle
     * @throws ModelException if there is none, or it is damaged, too old or too new
     */
    public static ModelBundle open(Path directory) {
        recover(directory.toAbsolutePath());
        for (String name : List.of(MANIFEST, GRAPH)) {
            if (!Files.isRegularFile(directory.resolve(name))) {
                throw new ModelException(
                        directory + " is not a model bundle: it has no " + name,
                        "Give the 'model' folder of a finished run.");
            }
        }
        Path file = directory.resolve(MANIFEST);
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            int version = tree.path("formatVersion").asInt(0);
            if (version > ModelManifest.CURRENT_VERSION) {
                throw new ModelException(
                        file
                                + " has format version "
                                + version
                                + ", this library reads up to "
                                + ModelManifest.CURRENT_VERSION,
                        "Use a newer Burst4J.");
            }
            if (version < 1) {
                throw new ModelException(
                        file + " has no valid formatVersion", "The bundle is damaged.");
            }
            return new ModelBundle(directory, JSON.treeToValue(tree, ModelManifest.class));
        } catch (JacksonException e) {
            if (e.getCause() instanceof ModelException ours) {
                throw ours;
            }
            // A task that checks itself says more than the parser around it.
            String why =
                    e.getCause() instanceof Burst4jException part
                            ? part.getMessage()
                            : e.getOriginalMessage();
            throw new ModelException(
                    file + " is damaged: " + why, "Write the bundle again from its run.", e);
        } catch (IOException e) {
            throw new ModelException(
                    file + " cannot be read: " + e.getMessage(), "Check its permissions.", e);
        }
    }

    /**
     * What the model is.
     *
     * @return the manifest
     */
    public ModelManifest manifest() {
        return manifest;
    }

    /**
     * The bundle's folder.
     *
     * @return the folder
     */
    public Path directory() {
        return directory;
    }

    /**
     * Reads the inference graph.
     *
     * @return a new graph; the caller owns it
     * @throws ModelException if the file is damaged, or a weight that it lacks is not in the
     *     weights' file
     */
    public SameDiff readGraph() {
        SameDiff graph = GraphFiles.load(directory.resolve(GRAPH));
        List<SDVariable> missing =
                graph.variables().stream()
                        .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                        .filter(variable -> variable.getArr() == null)
                        .toList();
        if (!missing.isEmpty()) {
            try (SafeTensors weights = SafeTensors.open(directory.resolve(WEIGHTS))) {
                for (SDVariable variable : missing) {
                    graph.setArrayForVariable(variable.name(), weights.read(variable.name()));
                }
            }
        }
        return graph;
    }

    private static Path temporary(Path target) {
        return target.resolveSibling(target.getFileName() + ".tmp");
    }

    private static Path old(Path target) {
        return target.resolveSibling(target.getFileName() + ".old");
    }

    /**
     * Ends a write that was killed between its renames: the old folder moved, the new one whole.
     */
    private static void recover(Path target) {
        Path temporary = temporary(target);
        if (Files.exists(target) || !Files.isRegularFile(temporary.resolve(MANIFEST))) {
            return;
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            delete(old(target));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the write of " + target + " was interrupted and cannot be ended: " + e,
                    "Rename " + temporary + " to " + target.getFileName() + ".",
                    e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
