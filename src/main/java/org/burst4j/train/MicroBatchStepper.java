package org.burst4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.EmbeddingGraph;
import org.burst4j.model.GraphNames;
import org.burst4j.model.LossForm;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TrainingGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes the gradients of a whole batch with the encoder's memory for a part of it.
 *
 * <p>A CCC over the batch is no sum over its clips, so that adding up the gradients of parts would
 * train something else. But all losses depend on the encoder through the embeddings alone. So these
 * are computed first, part by part; then the loss of the whole batch with its gradient by the
 * embeddings; then each part once more, forward and backward from that gradient. The numbers are
 * those of the whole batch but for rounding; the encoder's forward pass is done twice. The parts
 * are padded as the batch is. What is drawn is drawn for each part, dropout as well as whether a
 * layer is left out, as programs do that add up the gradients of parts. (The way of Gao et al.
 * 2021, "Scaling deep contrastive learning batch size under memory limited setup".)
 */
final class MicroBatchStepper extends EncoderStepper {
    private final MultitaskNet net;
    private final TrainSettings settings;
    private final EmbeddingGraph encoder;
    private final TrainingGraph heads;
    private final List<String> headWeights;
    private final GradientSession headSession;
    private final GradientSession encoderSession;

    MicroBatchStepper(
            MultitaskNet net,
            Map<String, INDArray> weights,
            TrainSettings settings,
            int stage,
            TrainingData data) {
        super(net, weights, data);
        this.net = net;
        this.settings = settings;
        encoder =
                net.embeddingGraph(
                        weights, settings.stage(stage).frozenGroups(), settings.encoder());
        heads = net.headsGraph(weights, LossForm.TRAINING);
        headWeights = heads.trainable();
        List<String> wanted = new ArrayList<>(headWeights);
        if (!encoder.trainable().isEmpty()) {
            wanted.add(GraphNames.EMBEDDING);
        }
        headSession = new GradientSession(heads.graph(), wanted, GraphNames.LOSS, heads.numbers());
        encoderSession =
                encoder.trainable().isEmpty()
                        ? null
                        : new GradientSession(
                                encoder.graph(),
                                encoder.trainable(),
                                GraphNames.EMBEDDING_LOSS,
                                List.of());
    }

    @Override
    public List<String> trainable() {
        List<String> all = new ArrayList<>(encoder.trainable());
        all.addAll(headWeights);
        return all;
    }

    @Override
    public GradientStep step(StepInput input) {
        GradientSession.Result ofHeads = heads(input);
        List<GradientSession.Result> owned = new ArrayList<>(List.of(ofHeads));
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        if (encoderSession != null) {
            try {
                owned.add(encoder(input.batch(), input.seed(), ofHeads));
            } catch (RuntimeException | Error e) {
                ofHeads.close();
                throw e;
            }
            gradients.putAll(owned.get(1).gradients());
        }
        headWeights.forEach(name -> gradients.put(name, ofHeads.gradients().get(name)));
        return GradientStep.of(ofHeads, heads, input.batch().task(), gradients, owned);
    }

    private GradientSession.Result heads(StepInput input) {
        Map<String, INDArray> feeds =
                BatchFeeds.training(input, net.tasks(), settings.sampleWeights(), heads);
        try {
            // Closed before the way back begins: what it caches would be needed twice.
            try (EncoderEmbeddings embeddings =
                    new EncoderEmbeddings(net, encoder, settings.microBatchSize(), input.seed())) {
                feeds.put(GraphNames.EMBEDDING, embeddings.of(input.batch())); // [B,D]
            }
            return headSession.run(feeds, input.seed());
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    /** Gradients of the encoder, summed over the parts. */
    private GradientSession.Result encoder(Batch batch, long seed, GradientSession.Result ofHeads) {
        float[] byEmbedding;
        try (INDArray ordered = ofHeads.gradients().get(GraphNames.EMBEDDING).dup('c')) {
            byEmbedding = ordered.data().asFloat(); // [B,D]
        }
        GradientSession.Result sum = null;
        try {
            int clip = 0;
            List<Batch> parts = batch.parts(settings.microBatchSize());
            for (int i = 0; i < parts.size(); i++) {
                Batch part = parts.get(i);
                long partSeed = EncoderEmbeddings.partSeed(seed, i);
                // A row that only fills up a part of one clip keeps the gradient 0.
                float[] rows = new float[BatchFeeds.rows(part) * net.width()];
                int length = part.size() * net.width();
                System.arraycopy(byEmbedding, clip * net.width(), rows, 0, length);
                clip += part.size();
                GradientSession.Result result = part(part, partSeed, rows);
                if (sum == null) {
                    sum = result;
                } else {
                    Map<String, INDArray> sums = sum.gradients();
                    try (result) {
                        result.gradients()
                                .forEach((name, gradient) -> sums.get(name).addi(gradient));
                    }
                }
            }
            return sum;
        } catch (RuntimeException | Error e) {
            if (sum != null) {
                sum.close();
            }
            throw e;
        }
    }

    private GradientSession.Result part(Batch part, long partSeed, float[] byEmbedding) {
        Map<String, INDArray> feeds = EncoderEmbeddings.feeds(part, net, encoder, partSeed);
        feeds.put(
                GraphNames.EMBEDDING_GRADIENT, BatchFeeds.array(byEmbedding, net.width())); // [B,D]
        try {
            return encoderSession.run(feeds, partSeed);
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    @Override
    public void close() {
        headSession.close();
        if (encoderSession != null) {
            encoderSession.close();
        }
    }
}
