package org.burst4j.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.graph.SafeTensors;
import org.burst4j.model.ModelSettings;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training runs of PyTorch among the test's files; {@code README.md} there says what is in
 * them.
 */
final class TorchRuns {
    /** Clips of every batch but perhaps the last. */
    static final int BATCH_SIZE = 8;

    private static final String FOLDER = "/org/burst4j/train/p1/";
    private static final TorchRuns LOADED = new TorchRuns();

    private final Index index;
    private final Map<String, float[]> arrays = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    /** One step as torch did it. */
    record Step(
            double loss,
            double learningRate,
            double gradientNorm,
            Map<String, Double> taskLosses) {}

    /** The validation after an epoch. */
    record Validation(double loss, boolean best, Map<String, Double> taskLosses) {}

    /** What happened in a stage. */
    record Stage(List<Step> steps, List<Validation> validation) {}

    /** How a case is trained. */
    record Training(
            double weightDecay, String sampleWeights, StageSettings stage1, StageSettings stage2) {}

    /** One run. */
    record Case(
            String name,
            List<String> tasks,
            ModelSettings model,
            Training train,
            boolean missing,
            int lastBatchClips,
            List<Stage> stages) {
        @Override
        public String toString() {
            return name;
        }
    }

    private record Index(
            Map<String, String> versions,
            String encoder,
            long seed,
            Map<String, int[]> classCounts,
            List<String> encoderWeights,
            List<Case> cases) {}

    private TorchRuns() {
        try {
            index = new ObjectMapper().readValue(file(FOLDER + "index.json").toFile(), Index.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String name : List.of("batches", "heads", "trained")) {
            try (SafeTensors tensors = SafeTensors.open(file(FOLDER + name + ".safetensors"))) {
                for (String key : tensors.names()) {
                    shapes.put(key, tensors.shape(key));
                    try (INDArray array = tensors.read(key)) {
                        arrays.put(key, array.data().asFloat());
                    }
                }
            }
        }
    }

    static List<Case> cases() {
        return LOADED.index.cases();
    }

    static Path encoderFile() {
        return file(
                "/org/burst4j/onnx/encoders/" + LOADED.index.encoder() + "/torchscript-17.onnx");
    }

    static int[] classCounts(String task) {
        return LOADED.index.classCounts().get(task).clone();
    }

    /** Names of the encoder's weights as the encoder has them, in the order of the files. */
    static List<String> encoderWeights() {
        return LOADED.index.encoderWeights();
    }

    /**
     * A weight that a head starts from, in torch's layout.
     *
     * @param inputs the head's inputs
     * @param part {@code dense/weight} and so on
     */
    static float[] head(String task, long inputs, String part) {
        return LOADED.arrays.get("heads/" + task + "/" + inputs + "/" + part).clone();
    }

    /** All weights after a stage in torch's layout, one behind the other. */
    static float[] trained(Case run, int stage) {
        return LOADED.arrays.get(run.name() + "/stage" + stage).clone();
    }

    /** The batches of an epoch; the last one of the file is the validation. */
    static TrainingData data(Case run) {
        int all = (int) LOADED.shapes.get("input")[0];
        List<Batch> batches = new ArrayList<>();
        for (int number = 0; number < all; number++) {
            batches.add(LOADED.batch(run, number, number == all - 2));
        }
        return new FixedData(batches.subList(0, all - 1), batches.subList(all - 1, all));
    }

    private Batch batch(Case run, int number, boolean last) {
        int stored = (int) shapes.get("input")[1];
        int samples = (int) shapes.get("input")[2];
        int clips = last ? run.lastBatchClips() : stored;
        float[] lengths = rows("lengths", number, clips);
        int[] lengthsSamples = new int[clips];
        for (int row = 0; row < clips; row++) {
            lengthsSamples[row] = (int) lengths[row];
        }
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (String name : run.tasks()) {
            String kind = run.missing() ? "labels with gaps/" : "labels/";
            targets.put(name, rows(kind + name, number, clips));
        }
        List<Clip> named = new ArrayList<>();
        for (int row = 0; row < clips; row++) {
            String id = number + "-" + row;
            Map<String, float[]> own = new LinkedHashMap<>();
            for (Map.Entry<String, float[]> all : targets.entrySet()) {
                int width = all.getValue().length / clips;
                own.put(
                        all.getKey(),
                        Arrays.copyOfRange(all.getValue(), row * width, (row + 1) * width));
            }
            named.add(new Clip(id, Path.of(id + ".wav"), Split.TRAIN, null, own));
        }
        return new Batch(named, samples, rows("input", number, clips), lengthsSamples, targets);
    }

    /** The first rows of one batch of an array [N,B,...]. */
    private float[] rows(String name, int number, int clips) {
        long[] shape = shapes.get(name);
        int width = 1;
        for (int axis = 2; axis < shape.length; axis++) {
            width *= (int) shape[axis];
        }
        int start = number * (int) shape[1] * width;
        return Arrays.copyOfRange(arrays.get(name), start, start + clips * width);
    }

    private static Path file(String resource) {
        try {
            return Path.of(TorchRuns.class.getResource(resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
