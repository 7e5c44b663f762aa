package org.burst4j.train;

import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.engine.GradientRun;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.GraphNames;
import org.burst4j.model.LossForm;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TrainingGraph;
import org.burst4j.model.WeightGroups;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trains the heads on the embeddings of an encoder that stays as it is. */
final class FeatureStepper implements Stepper {
    private final MultitaskNet net;
    private final Map<String, INDArray> weights;
    private final TrainSettings settings;
    private final TrainingData data;
    private final FeatureCache cache;
    private final StopSignal stop;
    private final FeatureExtraction.Progress progress;
    private final TrainingGraph heads;
    private final GradientRun run;
    private final Validator validator;
    private FeatureTable features;

    FeatureStepper(
            MultitaskNet net,
            Map<String, INDArray> weights,
            TrainSettings settings,
            TrainingData data,
            FeatureCache cache,
            StopSignal stop,
            FeatureExtraction.Progress progress) {
        this.net = net;
        this.weights = weights;
        this.settings = settings;
        this.data = data;
        this.cache = cache;
        this.stop = stop;
        this.progress = progress;
        heads = net.headsGraph(weights, LossForm.TRAINING);
        run =
                settings.executor()
                        .gradients(
                                heads.graph(), heads.trainable(), GraphNames.LOSS, heads.numbers());
        validator = new Validator(net, weights, settings.executor());
    }

    @Override
    public List<String> trainable() {
        return heads.trainable();
    }

    @Override
    public TrainingData.Batches batches(int stage, int epoch, int from) {
        // Before the first batch is asked for: computing them may take long.
        features();
        return data.trainLabels(stage, epoch, from);
    }

    /** Computed once, whether a step or, after a resume, a validation asks first. */
    private FeatureTable features() {
        if (features == null) {
            features = extract();
        }
        return features;
    }

    private FeatureTable extract() {
        FeatureStore store = cache.open(net.width(), weights);
        try (EncoderEmbeddings embeddings =
                new EncoderEmbeddings(
                        net,
                        net.embeddingGraph(
                                weights, List.of(WeightGroups.ENCODER), EncoderRegularization.NONE),
                        settings.executor(),
                        EncoderEmbeddings.WHOLE)) {
            return new FeatureExtraction(data, store, stop).run(embeddings::table, progress);
        }
    }

    @Override
    public GradientStep step(StepInput input) {
        Batch batch = input.batch();
        Map<String, INDArray> feeds =
                BatchFeeds.training(input, net.tasks(), settings.sampleWeights(), heads);
        feeds.put(
                GraphNames.EMBEDDING,
                BatchFeeds.rowsOf(features().of(batch.clips()), batch)); // [B,D]
        try {
            return GradientStep.of(run.run(feeds, input.seed()), heads, batch.task());
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    @Override
    public EvaluationResult validate() {
        try (TrainingData.Batches clips = data.validationLabels()) {
            return validator.run(clips, features().embeddings());
        }
    }

    @Override
    public void close() {
        run.close();
    }
}
