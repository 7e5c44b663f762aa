package org.burst4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.graph.ForwardSession;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.TaskSpec;
import org.burst4j.model.TrainingGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a training graph forward over the validation batches. */
final class Validator {
    private final MultitaskNet net;
    private final TrainingGraph graph;
    private final List<String> outputs;

    Validator(MultitaskNet net, TrainingGraph graph) {
        this.net = net;
        this.graph = graph;
        outputs = new ArrayList<>(graph.scores().values());
        outputs.addAll(graph.taskLosses().values());
        outputs.add(GraphNames.LOSS);
    }

    /** The mean losses over the batches, each batch counting the same, and the official scores. */
    EvaluationResult run(TrainingData.Batches batches) {
        Predictions predictions =
                new Predictions(net.tasks().stream().map(TaskSpec::task).toList());
        Map<String, Double> sums = new LinkedHashMap<>();
        double lossSum = 0;
        int count = 0;
        // A session of its own each time: it caches arrays by shape, and training has other shapes.
        try (ForwardSession session = new ForwardSession(graph.graph(), outputs)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                Map<String, INDArray> feeds = BatchFeeds.of(batch, net.tasks());
                Map<String, INDArray> result = session.run(feeds);
                Map<String, INDArray> scores = new LinkedHashMap<>();
                graph.scores().forEach((task, name) -> scores.put(task, result.get(name)));
                predictions.add(batch, scores);
                graph.taskLosses()
                        .forEach(
                                (task, name) ->
                                        sums.merge(
                                                task, result.get(name).getDouble(0), Double::sum));
                lossSum += result.get(GraphNames.LOSS).getDouble(0);
                count++;
                result.values().forEach(INDArray::close);
                feeds.values().forEach(INDArray::close);
            }
        }
        int batchCount = Math.max(1, count);
        sums.replaceAll((task, sum) -> sum / batchCount);
        return predictions.rate(lossSum / batchCount, sums);
    }
}
