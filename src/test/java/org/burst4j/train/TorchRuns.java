package org.burst4j.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.model.ModelSettings;

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
    private final TorchArrays arrays =
            new TorchArrays(FOLDER, List.of("batches", "heads", "trained"));

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
            index =
                    new ObjectMapper()
                            .readValue(
                                    TorchArrays.file(FOLDER + "index.json").toFile(), Index.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Case> cases() {
        return LOADED.index.cases();
    }

    static Path encoderFile() {
        return TorchArrays.file(
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
        return LOADED.arrays.numbers("heads/" + task + "/" + inputs + "/" + part);
    }

    /** All weights after a stage in torch's layout, one behind the other. */
    static float[] trained(Case run, int stage) {
        return LOADED.arrays.numbers(run.name() + "/stage" + stage);
    }

    /** The batches of an epoch; the last one of the file is the validation. */
    static TrainingData data(Case run) {
        int all = (int) LOADED.arrays.shape("input")[0];
        List<Batch> batches = new ArrayList<>();
        for (int number = 0; number < all; number++) {
            batches.add(LOADED.batch(run, number, number == all - 2));
        }
        return new FixedData(batches.subList(0, all - 1), batches.subList(all - 1, all));
    }

    private Batch batch(Case run, int number, boolean last) {
        int clips = last ? run.lastBatchClips() : (int) arrays.shape("input")[1];
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (String name : run.tasks()) {
            String kind = run.missing() ? "labels with gaps/" : "labels/";
            targets.put(name, arrays.rows(kind + name, number, clips));
        }
        return arrays.batch(number, clips, targets);
    }
}
