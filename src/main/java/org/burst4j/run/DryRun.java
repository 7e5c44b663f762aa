package org.burst4j.run;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.burst4j.data.Clip;
import org.burst4j.data.TaskSchedule;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.train.OneStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tries a run: reads all data, builds the whole graph and does one forward and backward pass over
 * the longest training clips, each once, the most memory that a step can take.
 */
record DryRun(RunConfig config, IntConsumer checkProgress) {

    Map<String, String> run() {
        try (OnnxEncoder encoder = Encoders.open(config.encoder(), config.models())) {
            return run(encoder);
        }
    }

    private Map<String, String> run(OnnxEncoder encoder) {
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
        try {
            facts.putAll(
                    OneStep.measure(
                            net, weights, config.train(), data, longestClips(config, data)));
        } finally {
            weights.values().forEach(INDArray::close);
        }
        facts.put("peak memory", Memory.peakMegabytes() + " MB");
        return facts;
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
