package org.burst4j.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.burst4j.EnvironmentException;
import org.burst4j.ModelException;
import org.burst4j.graph.SafeTensors;
import org.burst4j.train.optim.AdamW;
import org.burst4j.train.optim.Moments;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two checkpoints of a run, one safetensors file each: {@code last} with weights, optimiser
 * state and position, {@code best} with the best weights. A file is replaced in one step, so that
 * there is a whole one whenever the run is killed.
 */
public final class Checkpoints {
    /** Version of the layout of these files. */
    public static final int FORMAT_VERSION = 2;

    private static final String STATE = "burst4j.state";
    private static final String STEPS = "burst4j.steps";
    private static final String VERSION = "burst4j.checkpoint_version";
    private static final String WEIGHT = "weight/";
    private static final String FIRST = "adamw.first/";
    private static final String SECOND = "adamw.second/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    /**
     * Uses a folder, which is made when the first checkpoint is written.
     *
     * @param directory the folder
     */
    public Checkpoints(Path directory) {
        this.directory = directory;
    }

    /**
     * Where the last checkpoint is.
     *
     * @return the path, whether or not there is one yet
     */
    public Path last() {
        return directory.resolve("last.safetensors");
    }

    /**
     * Where the best weights are.
     *
     * @return the path, whether or not there are any yet
     */
    public Path best() {
        return directory.resolve("best.safetensors");
    }

    void saveLast(Map<String, INDArray> weights, AdamW optimiser, TrainerState state) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        weights.forEach((name, array) -> tensors.put(WEIGHT + name, array));
        optimiser
                .state()
                .forEach(
                        (name, moments) -> {
                            tensors.put(FIRST + name, moments.first());
                            tensors.put(SECOND + name, moments.second());
                        });
        Map<String, Long> steps = new LinkedHashMap<>();
        optimiser.state().forEach((name, moments) -> steps.put(name, moments.steps()));
        write(last(), tensors, state, steps);
    }

    void saveBest(Map<String, INDArray> weights, TrainerState state) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        weights.forEach((name, array) -> tensors.put(WEIGHT + name, array));
        write(best(), tensors, state, Map.of());
    }

    /**
     * Reads the position of the last checkpoint.
     *
     * @return the state
     * @throws ModelException if there is no checkpoint or it is broken
     */
    public TrainerState lastState() {
        try (SafeTensors file = open(last())) {
            return state(file, last());
        }
    }

    /**
     * Reads where the run stood when the best weights were saved.
     *
     * @return the state
     * @throws ModelException if there are none or the file is broken
     */
    public TrainerState bestState() {
        try (SafeTensors file = open(best())) {
            return state(file, best());
        }
    }

    /** Copies the last checkpoint's numbers into the weights and the optimiser. */
    TrainerState restoreLast(Map<String, INDArray> weights, AdamW optimiser) {
        try (SafeTensors file = open(last())) {
            TrainerState state = state(file, last());
            Map<String, Long> steps = steps(file, last());
            copyWeights(file, weights, last());
            for (String name : weights.keySet()) {
                if (file.names().contains(FIRST + name)) {
                    try (INDArray first = file.read(FIRST + name);
                            INDArray second = file.read(SECOND + name)) {
                        optimiser.restore(name, new Moments(first, second, steps.get(name)));
                    }
                }
            }
            return state;
        }
    }

    /**
     * Copies the best weights.
     *
     * @param weights arrays to fill, by name
     * @return where the run stood when they were saved
     * @throws ModelException if there are none or they do not fit
     */
    public TrainerState restoreBest(Map<String, INDArray> weights) {
        try (SafeTensors file = open(best())) {
            TrainerState state = state(file, best());
            copyWeights(file, weights, best());
            return state;
        }
    }

    private static SafeTensors open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ModelException(
                    "checkpoint " + path + " does not exist",
                    "A run writes its first checkpoint after its first validation, or after train.checkpointMinutes.");
        }
        return SafeTensors.open(path);
    }

    private static void copyWeights(SafeTensors file, Map<String, INDArray> weights, Path path) {
        for (Map.Entry<String, INDArray> weight : weights.entrySet()) {
            if (!file.names().contains(WEIGHT + weight.getKey())) {
                throw new ModelException(
                        "checkpoint " + path + " lacks the weight '" + weight.getKey() + "'",
                        "It comes from a run with another encoder or other tasks.");
            }
            long[] shape = file.shape(WEIGHT + weight.getKey());
            long length = LongStream.of(shape).reduce(1, (a, b) -> a * b);
            if (length != weight.getValue().length()) {
                throw new ModelException(
                        "weight '"
                                + weight.getKey()
                                + "' of checkpoint "
                                + path
                                + " has "
                                + length
                                + " numbers, expected "
                                + weight.getValue().length(),
                        "It comes from a run with another encoder or other tasks.");
            }
            try (INDArray saved = file.read(WEIGHT + weight.getKey())) {
                weight.getValue().assign(saved.reshape('c', weight.getValue().shape()));
            }
        }
    }

    /**
     * @param steps how often the optimiser has moved each weight
     */
    private void write(
            Path path, Map<String, INDArray> tensors, TrainerState state, Map<String, Long> steps) {
        try {
            Files.createDirectories(directory);
            Map<String, String> metadata =
                    Map.of(
                            VERSION,
                            Integer.toString(FORMAT_VERSION),
                            STATE,
                            JSON.writeValueAsString(state),
                            STEPS,
                            JSON.writeValueAsString(steps));
            SafeTensors.write(path, tensors, metadata);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "checkpoint " + path + " cannot be written: " + e.getMessage(),
                    "Check the free space and the permissions of the run folder.",
                    e);
        }
    }

    private static TrainerState state(SafeTensors file, Path path) {
        String version = file.metadata().getOrDefault(VERSION, "none");
        if (!version.equals(Integer.toString(FORMAT_VERSION))) {
            throw new ModelException(
                    "checkpoint "
                            + path
                            + " has format version "
                            + version
                            + ", expected "
                            + FORMAT_VERSION,
                    "Use the Burst4J version that wrote it.");
        }
        return read(file, path, STATE, new TypeReference<>() {});
    }

    private static Map<String, Long> steps(SafeTensors file, Path path) {
        return read(file, path, STEPS, new TypeReference<>() {});
    }

    private static <T> T read(SafeTensors file, Path path, String key, TypeReference<T> type) {
        try {
            return JSON.readValue(file.metadata().getOrDefault(key, ""), type);
        } catch (JacksonException e) {
            throw new ModelException(
                    "checkpoint " + path + " has no readable state: " + e.getOriginalMessage(),
                    "Start the run anew with --overwrite.",
                    e);
        }
    }
}
