package org.burst4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.data.Clip;
import org.burst4j.engine.Engine;
import org.burst4j.engine.ForwardRun;
import org.burst4j.model.EmbeddingGraph;
import org.burst4j.model.EncoderRegularization;
import org.burst4j.model.GraphNames;
import org.burst4j.model.LossForm;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.TrainingGraph;
import org.burst4j.model.WeightGroups;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rates a net on the validation batches: the encoder without what makes training noisy, the losses
 * in their validation form.
 */
final class Validator {
    private final MultitaskNet net;
    private final Map<String, INDArray> weights;
    private final Engine engine;
    private final TrainingGraph heads;
    private final List<String> outputs;
    private EmbeddingGraph encoder;

    Validator(MultitaskNet net, Map<String, INDArray> weights, Engine engine) {
        this.net = net;
        this.weights = weights;
        this.engine = engine;
        heads = net.headsGraph(weights, LossForm.VALIDATION);
        outputs = new ArrayList<>(heads.scores().values());
        outputs.addAll(heads.taskLosses().values());
        outputs.add(GraphNames.LOSS);
    }

    /**
     * The mean losses over the batches, each batch counting the same, and the official scores. Each
     * clip is padded as if it were alone, as in its prediction, whatever its batch.
     */
    EvaluationResult run(TrainingData data) {
        if (encoder == null) {
            encoder =
                    net.embeddingGraph(
                            weights, List.of(WeightGroups.ENCODER), EncoderRegularization.NONE);
        }
        Map<String, float[]> rows = new LinkedHashMap<>();
        List<List<Clip>> groups = data.validationGroups();
        // Runs of their own each time: they keep memory by shape, and training has others.
        try (TrainingData.Batches batches = data.load(groups);
                EncoderEmbeddings embeddings =
                        new EncoderEmbeddings(net, encoder, engine, EncoderEmbeddings.WHOLE)) {
            for (List<Clip> group : groups) {
                float[][] table = embeddings.table(batches.next());
                for (int clip = 0; clip < table.length; clip++) {
                    rows.put(group.get(clip).id(), table[clip]);
                }
            }
        }
        try (TrainingData.Batches labels = data.validationLabels()) {
            return run(labels, new FeatureTable(rows).embeddings());
        }
    }

    /** The same with embeddings from elsewhere. */
    EvaluationResult run(TrainingData.Batches batches, Embeddings embeddings) {
        Predictions predictions =
                new Predictions(net.tasks().stream().map(TaskSpec::task).toList());
        Map<String, Double> sums = new LinkedHashMap<>();
        double lossSum = 0;
        int count = 0;
        try (ForwardRun run = engine.forward(heads.graph(), outputs)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                Map<String, INDArray> result =
                        outputs(
                                run,
                                embeddings.of(batch),
                                BatchFeeds.labels(batch, net.tasks(), null));
                Map<String, INDArray> scores = new LinkedHashMap<>();
                heads.scores().forEach((task, name) -> scores.put(task, result.get(name)));
                predictions.add(batch, scores);
                heads.taskLosses()
                        .forEach(
                                (task, name) ->
                                        sums.merge(
                                                task, result.get(name).getDouble(0), Double::sum));
                lossSum += result.get(GraphNames.LOSS).getDouble(0);
                count++;
                result.values().forEach(INDArray::close);
            }
        }
        int batchCount = Math.max(1, count);
        sums.replaceAll((task, sum) -> sum / batchCount);
        return predictions.rate(lossSum / batchCount, sums);
    }

    private static Map<String, INDArray> outputs(
            ForwardRun run, INDArray embedding, Map<String, INDArray> feeds) {
        feeds.put(GraphNames.EMBEDDING, embedding); // [B,D]
        try {
            return run.run(feeds, 0);
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }
}
