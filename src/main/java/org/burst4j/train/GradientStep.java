package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.TrainingGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loss and gradients of one batch. Closing it frees them.
 *
 * @param loss joined loss, perhaps not finite
 * @param taskLosses each task's own loss
 * @param gradients by weight, in the order of {@link Stepper#trainable}
 * @param owned what holds the arrays
 */
record GradientStep(
        double loss,
        Map<String, Double> taskLosses,
        Map<String, INDArray> gradients,
        List<GradientSession.Result> owned)
        implements AutoCloseable {

    /** What a session over a graph with all losses gave. */
    static GradientStep of(GradientSession.Result result, TrainingGraph graph) {
        return new GradientStep(
                result.loss(), taskLosses(result, graph), result.gradients(), List.of(result));
    }

    static Map<String, Double> taskLosses(GradientSession.Result result, TrainingGraph graph) {
        Map<String, Double> losses = new LinkedHashMap<>();
        graph.taskLosses()
                .forEach((task, name) -> losses.put(task, result.outputs().get(name).getDouble(0)));
        return losses;
    }

    @Override
    public void close() {
        owned.forEach(GradientSession.Result::close);
    }
}
