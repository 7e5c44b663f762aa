package org.burst4j.train;

import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Chooses how the stages of a run are computed. */
record Steppers(
        MultitaskNet net,
        Map<String, INDArray> weights,
        TrainSettings settings,
        TrainingData data,
        FeatureCache cache,
        StopSignal stop,
        FeatureExtraction.Progress progress) {

    /** A stepper for a stage; the caller closes it. */
    Stepper of(int stage) {
        if (net.embeddingIsFixed(
                weights, settings.stage(stage).frozenGroups(), settings.encoder())) {
            requireSampleWeights();
            return new FeatureStepper(net, weights, settings, data, cache, stop, progress);
        }
        return withEncoder(stage);
    }

    /** The same for a step that runs the encoder, whether or not it is frozen. */
    Stepper withEncoder(int stage) {
        requireSampleWeights();
        return settings.microBatchSize() > 0
                ? new MicroBatchStepper(net, weights, settings, stage, data)
                : new WholeGraphStepper(net, weights, settings, stage, data);
    }

    private void requireSampleWeights() {
        String task = settings.sampleWeights();
        boolean known =
                net.tasks().stream().anyMatch(one -> one.isClasses() && one.name().equals(task));
        if (task != null && !known) {
            throw new ConfigException(
                    "train.sampleWeights is '" + task + "', which is no class task of the run",
                    "Its class tasks: "
                            + net.tasks().stream()
                                    .filter(TaskSpec::isClasses)
                                    .map(TaskSpec::name)
                                    .toList()
                            + ".");
        }
    }
}
