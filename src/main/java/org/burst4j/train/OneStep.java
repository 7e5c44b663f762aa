package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TrainingGraph;
import org.burst4j.train.optim.Gradients;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One forward and backward pass that changes nothing, for trying things out. */
public final class OneStep {
    private OneStep() {}

    /**
     * Runs a batch.
     *
     * @param session session over the training graph
     * @param batch the batch
     * @param net the net
     * @param graph the net's training graph
     * @return batch shape, loss, norm of the gradient and time, as text by name
     */
    public static Map<String, String> measure(
            GradientSession session, Batch batch, MultitaskNet net, TrainingGraph graph) {
        Map<String, INDArray> feeds = BatchFeeds.of(batch, net.tasks());
        SpanFeeds.add(feeds, batch, net, graph.regularization(), 0);
        long start = System.nanoTime();
        try (GradientSession.Result result = session.run(feeds)) {
            double norm = Gradients.globalNorm(result.gradients());
            Divergence.check(result.loss(), norm, result.gradients(), TrainerState.START, 0, batch);
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("batch", batch.clips().size() + " x " + batch.paddedSamples() + " samples");
            facts.put("loss", String.format(Locale.ROOT, "%.4f", result.loss()));
            facts.put("gradient norm", String.format(Locale.ROOT, "%.4f", norm));
            facts.put(
                    "first step",
                    String.format(Locale.ROOT, "%.2f s", (System.nanoTime() - start) / 1e9));
            return facts;
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }
}
