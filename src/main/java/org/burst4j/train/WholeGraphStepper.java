package org.burst4j.train;

import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TrainingGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the whole training graph on whole batches. */
final class WholeGraphStepper extends EncoderStepper {
    private final MultitaskNet net;
    private final TrainSettings settings;
    private final TrainingGraph graph;
    private final GradientSession session;

    WholeGraphStepper(
            MultitaskNet net,
            Map<String, INDArray> weights,
            TrainSettings settings,
            int stage,
            TrainingData data) {
        super(net, weights, data);
        this.net = net;
        this.settings = settings;
        graph =
                net.trainingGraph(
                        weights, settings.stage(stage).frozenGroups(), settings.encoder());
        session =
                new GradientSession(
                        graph.graph(), graph.trainable(), GraphNames.LOSS, graph.numbers());
    }

    @Override
    public List<String> trainable() {
        return graph.trainable();
    }

    @Override
    public GradientStep step(StepInput input) {
        Batch batch = input.batch();
        Map<String, INDArray> feeds =
                BatchFeeds.training(input, net.tasks(), settings.sampleWeights(), graph);
        feeds.putAll(BatchFeeds.audio(batch));
        SpanFeeds.add(feeds, batch, net, graph.regularization(), input.seed());
        try {
            return GradientStep.of(session.run(feeds, input.seed()), graph, batch.task());
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
