package org.burst4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.graph.GradientSession;
import org.burst4j.model.TrainingGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loss and gradients of one batch. Closing it frees them.
 *
 * @param loss joined loss, perhaps not finite
 * @param taskLosses the loss of each task that the batch is drawn for
 * @param terms further numbers of these tasks, {@code <task>/<term>}
 * @param gradients by weight, in the order of {@link Stepper#trainable}; weights without a part in
 *     the batch's task have none
 * @param owned what holds the arrays
 */
record GradientStep(
        double loss,
        Map<String, Double> taskLosses,
        Map<String, Double> terms,
        Map<String, INDArray> gradients,
        List<GradientSession.Result> owned)
        implements AutoCloseable {

    /** What a session over a graph with all losses gave for a batch of a task, null for all. */
    static GradientStep of(GradientSession.Result result, TrainingGraph graph, String task) {
        return of(result, graph, task, result.gradients(), List.of(result));
    }

    /**
     * The same where gradients come from several sessions.
     *
     * @param result what the graph with all losses gave
     * @param gradients all gradients
     * @param owned what holds them
     */
    static GradientStep of(
            GradientSession.Result result,
            TrainingGraph graph,
            String task,
            Map<String, INDArray> gradients,
            List<GradientSession.Result> owned) {
        Map<String, Double> losses = new LinkedHashMap<>();
        Map<String, Double> terms = new LinkedHashMap<>();
        graph.taskLosses()
                .forEach(
                        (name, loss) -> {
                            if (task == null || task.equals(name)) {
                                losses.put(name, number(result, loss));
                                graph.terms()
                                        .getOrDefault(name, Map.of())
                                        .forEach(
                                                (term, variable) ->
                                                        terms.put(
                                                                name + "/" + term,
                                                                number(result, variable)));
                            }
                        });
        Map<String, INDArray> used = new LinkedHashMap<>(gradients);
        if (task != null) {
            used.keySet().removeAll(graph.idle().getOrDefault(task, Set.of()));
        }
        return new GradientStep(result.loss(), losses, terms, used, owned);
    }

    private static double number(GradientSession.Result result, String variable) {
        return result.outputs().get(variable).getDouble(0);
    }

    @Override
    public void close() {
        owned.forEach(GradientSession.Result::close);
    }
}
