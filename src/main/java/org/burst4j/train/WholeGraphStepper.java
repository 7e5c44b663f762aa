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
        super(net, weights, settings, data);
        this.net = net;
        this.settings = settings;
        graph =
                net.trainingGraph(
                        weights, settings.stage(stage).frozenGroups(), settings.encoder());
        session =
                new GradientSession(
                        graph.graph(),
                        graph.trainable(),
                        GraphNames.LOSS,
                        List.copyOf(graph.taskLosses().values()));
    }

    @Override
    public List<String> trainable() {
        return graph.trainable();
    }

    @Override
    public GradientStep step(Batch batch, long seed) {
        Map<String, INDArray> feeds = BatchFeeds.of(batch, net.tasks(), settings.sampleWeights());
        SpanFeeds.add(feeds, batch, net, graph.regularization(), seed);
        try {
            return GradientStep.of(session.run(feeds, seed), graph);
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
