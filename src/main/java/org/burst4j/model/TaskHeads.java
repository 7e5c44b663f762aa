package org.burst4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.burst4j.graph.Heads;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;

/**
 * The heads of a net. Those of intermediate tasks see the embedding [B,D], all others the embedding
 * and behind it the scores of the intermediate tasks [B,D+K1+K2...].
 *
 * <p>Source: Hallmen et al. 2022, section III: rows 2/3 and 1/4 of Table I.
 */
final class TaskHeads implements NetTop {
    private final ModelSettings settings;
    private final List<TaskSpec> tasks;
    private final List<TaskSpec> intermediate;

    TaskHeads(ModelSettings settings, List<TaskSpec> tasks) {
        this.settings = settings;
        this.tasks = tasks;
        this.intermediate = settings.intermediateTasks().stream().map(this::task).toList();
        if (!intermediate.isEmpty() && intermediate.size() == tasks.size()) {
            throw new ConfigException(
                    "model.intermediateTasks names every task of the run: "
                            + settings.intermediateTasks(),
                    "Leave at least one task that the others feed.");
        }
    }

    private TaskSpec task(String name) {
        return tasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        "model.intermediateTasks names the task '"
                                                + name
                                                + "', which the run does not have",
                                        "Its tasks: "
                                                + tasks.stream().map(TaskSpec::name).toList()
                                                + "."));
    }

    @Override
    public Map<String, INDArray> init(long seed, int width) {
        int wide = width + intermediate.stream().mapToInt(task -> task.task().size()).sum();
        Map<String, INDArray> weights = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            String prefix = GraphNames.head(task.name());
            int features = intermediate.contains(task) ? width : wide;
            weights.putAll(
                    Heads.init(seed, prefix, features, settings.headUnits(), task.task().size())
                            .named(prefix));
        }
        return weights;
    }

    @Override
    public void predict(SameDiff sd, SDVariable embedding, WeightVariables variables) {
        add(sd, embedding, variables, false);
    }

    @Override
    public LossNames train(
            SameDiff sd, SDVariable embedding, WeightVariables variables, LossForm form) {
        Map<TaskSpec, TaskOutput> outputs = add(sd, embedding, variables, true);
        return new LossNames(
                JoinedLoss.ofPredictions(sd, settings.weighting(), outputs, form, variables),
                Map.of());
    }

    @Override
    public List<String> terms() {
        return List.of();
    }

    @Override
    public Set<String> idleLayers(String task) {
        Set<String> idle = new LinkedHashSet<>();
        for (TaskSpec other : tasks) {
            // An intermediate task's head learns from the others' losses too.
            boolean feeds = intermediate.contains(other) && settings.intermediateGradient();
            if (!other.name().equals(task) && !feeds) {
                idle.add(GraphNames.head(other.name()));
            }
        }
        return idle;
    }

    @Override
    public Set<String> trainingLayers() {
        return Set.of();
    }

    @Override
    public boolean takesProgress() {
        return false;
    }

    /**
     * Adds the heads to a graph; the outputs are in the order of the tasks.
     *
     * @param training whether gradients are wanted; a graph that is shipped needs no stop for them
     */
    private Map<TaskSpec, TaskOutput> add(
            SameDiff sd, SDVariable embedding, WeightVariables variables, boolean training) {
        Map<TaskSpec, TaskOutput> made = new LinkedHashMap<>();
        List<SDVariable> features = new ArrayList<>(List.of(embedding));
        for (TaskSpec task : intermediate) {
            TaskOutput output = head(sd, task, embedding, variables);
            made.put(task, output);
            features.add(
                    settings.intermediateGradient() || !training
                            ? output.unit()
                            : new StopGradient(sd, output.unit()).outputVariable());
        }
        SDVariable wide =
                features.size() == 1
                        ? embedding
                        : sd.concat(1, features.toArray(new SDVariable[0])); // [B,D+K1+K2...]
        Map<TaskSpec, TaskOutput> outputs = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            TaskOutput output = made.get(task);
            outputs.put(task, output == null ? head(sd, task, wide, variables) : output);
        }
        return outputs;
    }

    private static TaskOutput head(
            SameDiff sd, TaskSpec task, SDVariable features, WeightVariables variables) {
        String prefix = GraphNames.head(task.name());
        Map<String, INDArray> weights = variables.weights();
        Heads.Weights head =
                new Heads.Weights(
                        MultitaskNet.require(weights, prefix + "/dense/weight"),
                        MultitaskNet.require(weights, prefix + "/dense/bias"),
                        MultitaskNet.require(weights, prefix + "/output/weight"),
                        MultitaskNet.require(weights, prefix + "/output/bias"));
        variables.trainable().addAll(head.named(prefix).keySet());
        return TaskOutput.prediction(sd, task, Heads.mlp(sd, features, head, prefix)); // [B,K]
    }
}
