package org.burst4j.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.burst4j.EnvironmentException;
import org.burst4j.data.Clip;
import org.burst4j.data.TaskSchedule;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.train.OneStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tries a run: reads all data, builds the whole graph and does one forward and backward pass over
 * the longest training clips, each once, the most memory that a step can take. A step that does not
 * fit is not done.
 *
 * @param config everything that decides the numbers
 * @param checkProgress told the number of clips checked so far
 * @param room what the machine has for it
 */
public record DryRun(RunConfig config, IntConsumer checkProgress, Supplier<Memory.Room> room) {

    /**
     * What was found.
     *
     * @param facts sizes and times by name
     * @param refusal why a step cannot be done here, or null
     */
    public record Outcome(Map<String, String> facts, EnvironmentException refusal) {}

    /**
     * Does it.
     *
     * @return what was found
     */
    public Outcome run() {
        try (OnnxEncoder encoder = Encoders.open(config.encoder(), config.models())) {
            return run(encoder);
        }
    }

    private Outcome run(OnnxEncoder encoder) {
        PreparedData data =
                PreparedData.of(config, encoder.info().receptiveFieldSamples(), checkProgress);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("training clips", Integer.toString(data.trainRecordings().size()));
        facts.put("validation clips", Integer.toString(data.validationClips().size()));
        facts.put("clips left out", Integer.toString(data.problems().size()));
        RunSummary.Oversampled oversampled = RunSummary.Oversampled.of(config.data(), data);
        if (oversampled != null) {
            facts.put("oversampling", oversampled.text());
        }
        data.clipping().ifPresent(c -> facts.put("clipped in 16 bits", c.text()));
        facts.put("tasks", data.table().tasks().stream().map(task -> task.name()).toList() + "");
        facts.put("batches an epoch", Integer.toString(data.trainBatches()));
        List<TaskSpec> specs =
                TaskSpecs.of(data.table().tasks(), config.model(), data.trainClips());
        MultitaskNet net = new MultitaskNet(encoder, config.model(), specs);
        Map<String, INDArray> weights = net.initialWeights(config.seed(), config.train().encoder());
        facts.put(
                "weights",
                Long.toString(weights.values().stream().mapToLong(INDArray::length).sum()));
        List<StepFit> fits = new ArrayList<>();
        try {
            Map<String, String> step =
                    OneStep.measure(
                            net,
                            weights,
                            config.train(),
                            data,
                            longestClips(config, data),
                            memory -> {
                                fits.add(new StepFit(memory, room.get(), config.train()));
                                return fits.get(0).fits();
                            });
            facts.putAll(fits.get(0).facts());
            facts.putAll(step);
        } finally {
            weights.values().forEach(INDArray::close);
        }
        facts.put("peak memory", Memory.peakMegabytes() + " MB");
        return new Outcome(facts, fits.get(0).fits() ? null : fits.get(0).refusal());
    }

    /**
     * The clips of the step: where a batch is of one task, such as have a label of the first. A
     * batch of a clip's copies would have no spread of labels or features.
     */
    static List<Clip> longestClips(RunConfig config, PreparedData data) {
        String task =
                config.train().taskSchedule() == TaskSchedule.JOINT
                        ? null
                        : data.table().tasks().get(0).name();
        Set<String> seen = new HashSet<>();
        return data.longestTrainClips(data.trainClips().size()).stream()
                .filter(clip -> task == null || clip.target(task).isPresent())
                .filter(clip -> seen.add(clip.id()))
                .limit(config.train().batchSize())
                .toList();
    }
}
