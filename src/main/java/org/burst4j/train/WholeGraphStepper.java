package org.burst4j.train;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.burst4j.data.Batch;
import org.burst4j.engine.GradientRun;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TrainingGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the whole training graph on whole batches. */
final class WholeGraphStepper extends EncoderStepper {
    private final MultitaskNet net;
    private final TrainSettings settings;
    private final TrainingGraph graph;
    private final GradientRun run;

    WholeGraphStepper(
            MultitaskNet net,
            Map<String, INDArray> weights,
            TrainSettings settings,
            int stage,
            TrainingData data) {
        super(net, weights, settings.executor(), data);
        this.net = net;
        this.settings = settings;
        graph =
                net.trainingGraph(
                        weights, settings.stage(stage).frozenGroups(), settings.encoder());
        run =
                settings.executor()
                        .gradients(
                                graph.graph(), graph.trainable(), GraphNames.LOSS, graph.numbers());
    }

    @Override
    public List<String> trainable() {
        return graph.trainable();
    }

    @Override
    public GradientStep step(StepInput input) {
        Map<String, INDArray> feeds = feeds(input);
        try {
            return GradientStep.of(run.run(feeds, input.seed()), graph, input.batch().task());
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    @Override
    public OptionalLong plannedBytes(StepInput input) {
        Map<String, INDArray> feeds = feeds(input);
        try {
            return run.plannedBytes(BatchFeeds.shapes(feeds));
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    private Map<String, INDArray> feeds(StepInput input) {
        Batch batch = input.batch();
        Map<String, INDArray> feeds =
                BatchFeeds.training(input, net.tasks(), settings.sampleWeights(), graph);
        feeds.putAll(BatchFeeds.audio(batch));
        SpanFeeds.add(feeds, batch, net, graph.regularization(), input.seed());
        return feeds;
    }

    @Override
    public void close() {
        run.close();
    }
}
