package org.burst4j.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.burst4j.data.Batch;
import org.burst4j.model.GraphNames;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.task.Tasks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Burst2Vec as PyTorch trained it; {@code README.md} among the test's files says what is in them.
 */
final class Burst2VecRuns {
    /** Clips of every batch. */
    static final int BATCH_SIZE = TorchRuns.BATCH_SIZE;

    private static final String FOLDER = "/org/burst4j/train/p2/";
    private static final Burst2VecRuns LOADED = new Burst2VecRuns();

    private final Index index;
    private final TorchArrays audio = new TorchArrays("/org/burst4j/train/p1/", List.of("batches"));
    private final TorchArrays own = new TorchArrays(FOLDER, List.of("labels", "weights"));

    /**
     * One step as torch did it.
     *
     * @param terms unweighted, those of weight 0 too
     */
    record Step(String task, double loss, double gradientNorm, Map<String, Double> terms) {}

    /**
     * One run.
     *
     * @param encoder {@code group} or {@code layer}, for the norm in its convolutions
     * @param weights names of the weights above the encoder
     * @param validation loss of each task's prediction after each epoch
     */
    record Case(
            String name,
            List<String> tasks,
            String encoder,
            ModelSettings model,
            TorchRuns.Training train,
            boolean missing,
            List<String> weights,
            List<Step> steps,
            List<Map<String, Double>> validation) {
        @Override
        public String toString() {
            return name;
        }
    }

    private record Index(
            Map<String, String> versions,
            long seed,
            Map<String, String> encoders,
            double youngest,
            double oldest,
            Map<String, List<Integer>> orders,
            List<Integer> snapshots,
            Map<String, List<String>> encoderWeights,
            List<Case> cases) {}

    private Burst2VecRuns() {
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

    static Case named(String name) {
        return cases().stream().filter(run -> run.name().equals(name)).findFirst().orElseThrow();
    }

    /** The kinds of encoders. */
    static List<String> encoders() {
        return List.copyOf(LOADED.index.encoders().keySet());
    }

    /** An export with a mask whose positional convolution has length and direction, as torch's. */
    static Path encoderFile(String kind) {
        return TorchArrays.file(
                "/org/burst4j/onnx/encoders/"
                        + LOADED.index.encoders().get(kind)
                        + "/torchscript-20.onnx");
    }

    /** Numbers of steps after which there are weights; the last one is the run's last. */
    static List<Integer> snapshots() {
        return LOADED.index.snapshots();
    }

    static MultitaskNet net(OnnxEncoder encoder, Case run) {
        ModelSettings model = run.model();
        return new MultitaskNet(
                encoder,
                model,
                List.of(
                        TaskSpec.regression(Tasks.named("emotion"), model.of("emotion"), 0, 1),
                        TaskSpec.regression(
                                Tasks.named("age"),
                                model.of("age"),
                                LOADED.index.youngest(),
                                LOADED.index.oldest()),
                        // Equation 4 weighs no class.
                        TaskSpec.classes(
                                Tasks.named("country"),
                                model.of("country"),
                                new double[] {1, 1, 1, 1})));
    }

    /** The weights that torch started from. */
    static Map<String, INDArray> initialWeights(MultitaskNet net, Case run) {
        Map<String, INDArray> weights = net.initialWeights(1);
        for (String name : run.weights()) {
            // A layer that reads other numbers starts from others.
            long inputs = weights.get(name.replace("/bias", "/weight")).size(0);
            TorchNet.assign(weights.get(name), LOADED.own.numbers("start/" + name + "/" + inputs));
        }
        return weights;
    }

    /** The weights that a run stored after a step, in their order. */
    static List<String> order(Case run, int step) {
        List<String> names = new ArrayList<>();
        List<Integer> snapshots = snapshots();
        boolean last = step == snapshots.get(snapshots.size() - 1);
        if (last && !run.train().stage2().freezeEncoder()) {
            LOADED.index
                    .encoderWeights()
                    .get(run.encoder())
                    .forEach(name -> names.add(GraphNames.ENCODER_PREFIX + name));
        }
        names.addAll(run.weights());
        return names;
    }

    /** These weights in torch's layout, one behind the other. */
    static float[] weights(Case run, int step) {
        return LOADED.own.numbers(run.name() + "/" + step);
    }

    /** The batches of an epoch, one task each in turn; the last one of the file is validated. */
    static TrainingData data(Case run) {
        int all = (int) LOADED.audio.shape("input")[0];
        List<Batch> drawn =
                IntStream.range(0, all).mapToObj(number -> LOADED.batch(run, number)).toList();
        List<Batch> batches = new ArrayList<>();
        for (int place = 0; place < all - 1; place++) {
            for (String task : run.tasks()) {
                int number = LOADED.index.orders().get(task).get(place);
                batches.add(drawn.get(number).forTask(task));
            }
        }
        return new FixedData(batches, List.of(drawn.get(all - 1)));
    }

    private Batch batch(Case run, int number) {
        Map<String, float[]> targets = new LinkedHashMap<>();
        for (String name : run.tasks()) {
            String kind = run.missing() ? "labels with gaps/" : "labels/";
            targets.put(name, own.rows(kind + name, number, BATCH_SIZE));
        }
        return audio.batch(number, BATCH_SIZE, targets);
    }
}
