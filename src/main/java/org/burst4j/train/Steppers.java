package org.burst4j.train;

import java.util.Map;
import org.burst4j.model.MultitaskNet;
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
            return new FeatureStepper(net, weights, settings, data, cache, stop, progress);
        }
        return withEncoder(stage);
    }

    /** The same for a step that runs the encoder, whether or not it is frozen. */
    Stepper withEncoder(int stage) {
        return settings.microBatchSize() > 0
                ? new MicroBatchStepper(net, weights, settings, stage, data)
                : new WholeGraphStepper(net, weights, settings, stage, data);
    }
}
