package org.burst4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.burst4j.data.Batch;
import org.burst4j.engine.Engine;
import org.burst4j.engine.GradientRun;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.EmbeddingGraph;
import org.burst4j.model.GraphNames;
import org.burst4j.model.LossForm;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TrainingGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    private final EncoderEmbeddings embeddings;
    private final GradientRun headRun;
    private final GradientRun encoderRun;
    private final Map<String, INDArray> sums = new LinkedHashMap<>();

    MicroBatchStepper(
            MultitaskNet net,
            Map<String, INDArray> weights,
            TrainSettings settings,
            int stage,
            TrainingData data) {
        super(net, weights, settings.executor(), data);
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
        Engine engine = settings.executor();
        embeddings = new EncoderEmbeddings(net, encoder, engine, settings.microBatchSize());
        headRun = engine.gradients(heads.graph(), wanted, GraphNames.LOSS, heads.numbers());
        encoderRun =
                encoder.trainable().isEmpty()
                        ? null
                        : engine.gradients(
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
        if (encoderRun != null) {
            try {
                gradients.putAll(encoder(input.batch(), input.seed(), ofHeads, owned));
            } catch (RuntimeException | Error e) {
                owned.forEach(GradientSession.Result::close);
                throw e;
            }
        }
        headWeights.forEach(name -> gradients.put(name, ofHeads.gradients().get(name)));
        return GradientStep.of(ofHeads, heads, input.batch().task(), gradients, owned);
    }

    private GradientSession.Result heads(StepInput input) {
        Map<String, INDArray> feeds =
                BatchFeeds.training(input, net.tasks(), settings.sampleWeights(), heads);
        try {
            feeds.put(GraphNames.EMBEDDING, embeddings.of(input.batch(), input.seed())); // [B,D]
            if (encoderRun != null) {
                // The way back needs the memory itself.
                embeddings.release();
            }
            return headRun.run(feeds, input.seed());
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    /**
     * Gradients of the encoder, summed over the parts.
     *
     * @param owned gets what holds them if there is but one part
     */
    private Map<String, INDArray> encoder(
            Batch batch,
            long seed,
            GradientSession.Result ofHeads,
            List<GradientSession.Result> owned) {
        float[] byEmbedding;
        try (INDArray ordered = ofHeads.gradients().get(GraphNames.EMBEDDING).dup('c')) {
            byEmbedding = ordered.data().asFloat(); // [B,D]
        }
        List<Batch> parts = batch.parts(settings.microBatchSize());
        if (parts.size() == 1) {
            GradientSession.Result whole = part(seed, parts.get(0), 0, byEmbedding, 0);
            owned.add(whole);
            return whole.gradients();
        }
        int clip = 0;
        for (int i = 0; i < parts.size(); i++) {
            try (GradientSession.Result result = part(seed, parts.get(i), i, byEmbedding, clip)) {
                add(result.gradients(), i == 0);
            }
            clip += parts.get(i).size();
        }
        return sums;
    }

    /** Adds into arrays of this stepper: those of a run are written over by the next. */
    private void add(Map<String, INDArray> gradients, boolean first) {
        gradients.forEach(
                (name, gradient) -> {
                    INDArray sum =
                            sums.computeIfAbsent(
                                    name,
                                    key ->
                                            Nd4j.createUninitialized(
                                                    DataType.FLOAT, gradient.shape(), 'c'));
                    if (first) {
                        sum.assign(gradient);
                    } else {
                        sum.addi(gradient);
                    }
                });
    }

    private GradientSession.Result part(
            long seed, Batch part, int number, float[] byEmbedding, int clip) {
        long partSeed = EncoderEmbeddings.partSeed(seed, number);
        Map<String, INDArray> feeds = encoderFeeds(part, partSeed, byEmbedding, clip);
        try {
            return encoderRun.run(feeds, partSeed);
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    /** What the way back through the encoder takes for the clips of a batch from one on. */
    private Map<String, INDArray> encoderFeeds(
            Batch part, long partSeed, float[] byEmbedding, int clip) {
        // A row that only fills up a part of one clip keeps the gradient 0.
        float[] rows = new float[BatchFeeds.rows(part) * net.width()];
        int length = part.size() * net.width();
        System.arraycopy(byEmbedding, clip * net.width(), rows, 0, length);
        Map<String, INDArray> feeds = EncoderEmbeddings.feeds(part, net, encoder, partSeed);
        feeds.put(GraphNames.EMBEDDING_GRADIENT, BatchFeeds.array(rows, net.width())); // [B,D]
        return feeds;
    }

    /**
     * Forward and backward together: the way back keeps its memory while the next step's forward
     * runs. The heads' part is next to nothing beside the encoder's.
     */
    @Override
    public OptionalLong plannedBytes(StepInput input) {
        OptionalLong forward = embeddings.plannedBytes(input.batch());
        if (encoderRun == null || forward.isEmpty()) {
            return forward;
        }
        Batch part = input.batch().parts(settings.microBatchSize()).get(0);
        float[] none = new float[part.size() * net.width()];
        Map<String, INDArray> feeds = encoderFeeds(part, input.seed(), none, 0);
        try {
            OptionalLong backward = encoderRun.plannedBytes(BatchFeeds.shapes(feeds));
            return backward.isEmpty()
                    ? backward
                    : OptionalLong.of(forward.getAsLong() + backward.getAsLong());
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    @Override
    public void close() {
        embeddings.close();
        headRun.close();
        if (encoderRun != null) {
            encoderRun.close();
        }
        sums.values().forEach(INDArray::close);
        sums.clear();
    }
}
