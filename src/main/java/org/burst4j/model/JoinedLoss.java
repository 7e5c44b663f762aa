package org.burst4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.TaskLoss;
import org.burst4j.graph.Weighting;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Joins the tasks' losses into the one that is minimised. */
final class JoinedLoss {
    private JoinedLoss() {}

    /**
     * Adds the joined loss and marks it as the graph's only one; an unlearned task adds nothing.
     *
     * @param losses what is minimised for each task
     */
    static void add(
            SameDiff sd,
            WeightingRule rule,
            Map<TaskSpec, TaskLoss> losses,
            WeightVariables variables) {
        List<TaskLoss> all = new ArrayList<>(losses.values());
        if (rule == WeightingRule.UNCERTAINTY) {
            List<SDVariable> logSigmas =
                    losses.keySet().stream()
                            .map(task -> variables.bind(GraphNames.logSigma(task.name())))
                            .toList();
            Weighting.uncertainty(sd, all, logSigmas, GraphNames.LOSS);
        } else {
            List<Double> fixed =
                    losses.keySet().stream().map(task -> task.settings().weight()).toList();
            Weighting.fixed(sd, all, fixed, GraphNames.LOSS);
        }
        sd.setLossVariables(GraphNames.LOSS);
    }

    /** The same for a net whose tasks are learned by their predictions' losses alone. */
    static Map<String, String> ofPredictions(
            SameDiff sd,
            WeightingRule rule,
            Map<TaskSpec, TaskOutput> predictions,
            LossForm form,
            WeightVariables variables) {
        TaskLosses losses = new TaskLosses(sd, form);
        Map<TaskSpec, TaskLoss> joined = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        predictions.forEach(
                (task, output) -> {
                    String name = GraphNames.loss(task.name());
                    joined.put(task, losses.of(task, output, name));
                    names.put(task.name(), name);
                });
        add(sd, rule, joined, variables);
        return names;
    }
}
