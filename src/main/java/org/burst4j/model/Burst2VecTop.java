package org.burst4j.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.burst4j.graph.GradientReversal;
import org.burst4j.graph.TaskLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Burst2Vec above the embedding.
 *
 * <p>For a batch of task j it minimises {@code L_shared + L_specific + L_combined + alpha1 L_D +
 * alpha2 sum L_Adv}. Both adversarial terms are added, where the paper's equation 8 takes them off:
 * there it stands for what the extractors see. Here their gradients are reversed at the extractors,
 * so that discriminator and heads descend while the extractors ascend; taken off as well, both
 * signs would turn.
 *
 * <p>Source: Anuchitanukul and Specia 2022, sections 3.1, 3.3 and 3.4.
 */
final class Burst2VecTop implements NetTop {
    private final ModelSettings settings;
    private final Burst2VecSettings own;
    private final List<TaskSpec> tasks;

    Burst2VecTop(ModelSettings settings, List<TaskSpec> tasks) {
        this.settings = settings;
        this.own = settings.burst2vec();
        this.tasks = tasks;
        if (tasks.size() < 2) {
            throw new ConfigException(
                    "model.net is burst2vec, which needs at least two tasks; the run has "
                            + tasks.stream().map(TaskSpec::name).toList(),
                    "Set data.tasks, e.g. [emotion, age, country], or model.net: heads.");
        }
        if (!settings.intermediateTasks().isEmpty()) {
            throw new ConfigException(
                    "model.intermediateTasks is "
                            + settings.intermediateTasks()
                            + ", but model.net is burst2vec",
                    "Its tasks share features, not predictions: leave intermediateTasks empty.");
        }
        for (TaskSpec task : tasks) {
            if (task.name().equals(Burst2VecLayers.SHARED)) {
                throw new ConfigException(
                        "a task is named '" + task.name() + "', as burst2vec's shared extractor",
                        "Give the task another name.");
            }
        }
    }

    @Override
    public Map<String, INDArray> init(long seed, int width) {
        return Burst2VecLayers.init(own, tasks, seed, width);
    }

    private Burst2VecFeatures extract(Burst2VecLayers layers, SDVariable projected, String suffix) {
        Map<TaskSpec, SDVariable> specific = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            specific.put(
                    task,
                    layers.extract(
                            task.name(), projected, GraphNames.specific(task.name()) + suffix));
        }
        return new Burst2VecFeatures(
                layers.extract(Burst2VecLayers.SHARED, projected, GraphNames.SHARED + suffix),
                specific);
    }

    private Map<TaskSpec, TaskOutput> predictions(
            SameDiff sd, Burst2VecLayers layers, Burst2VecFeatures features) {
        Map<TaskSpec, TaskOutput> predictions = new LinkedHashMap<>();
        features.specific()
                .forEach(
                        (task, specific) -> {
                            SDVariable combined =
                                    layers.combine(
                                            task.name(), features.shared(), specific); // [B,P]
                            SDVariable logits = layers.head(task.name(), combined); // [B,K]
                            predictions.put(task, TaskOutput.prediction(sd, task, logits));
                        });
        return predictions;
    }

    @Override
    public void predict(SameDiff sd, SDVariable embedding, WeightVariables variables) {
        Burst2VecLayers layers = new Burst2VecLayers(sd, own, variables, false);
        predictions(sd, layers, extract(layers, layers.project(embedding), ""));
    }

    @Override
    public LossNames train(
            SameDiff sd, SDVariable embedding, WeightVariables variables, LossForm form) {
        boolean training = form == LossForm.TRAINING;
        Burst2VecLayers layers = new Burst2VecLayers(sd, own, variables, training);
        SDVariable projected = layers.project(embedding); // [B,P]
        Burst2VecFeatures features = extract(layers, projected, "");
        Map<TaskSpec, TaskOutput> predictions = predictions(sd, layers, features);
        if (!training) {
            return new LossNames(
                    JoinedLoss.ofPredictions(
                            sd, settings.weighting(), predictions, form, variables),
                    Map.of());
        }
        Burst2VecLosses losses =
                new Burst2VecLosses(sd, own, tasks, layers, new TaskLosses(sd, form));
        Map<TaskSpec, TaskLoss> joined = losses.ofOutputs(predictions, features);
        if (own.adversarial()) {
            losses.addAdversaries(reversed(sd, layers, projected, features), joined);
        }
        JoinedLoss.add(sd, settings.weighting(), joined, variables);
        return losses.names();
    }

    /** The features as the adversaries see them: their gradients turned round. */
    private Burst2VecFeatures reversed(
            SameDiff sd, Burst2VecLayers layers, SDVariable projected, Burst2VecFeatures features) {
        Burst2VecFeatures seen =
                own.reversalReach() == ReversalReach.ALL
                        ? features
                        : extract(
                                layers,
                                new StopGradient(sd, projected).outputVariable(),
                                "/stopped");
        SDVariable lambda =
                own.reversalRule() == ReversalRule.RAMP
                        ? GradientReversal.ramp(
                                sd,
                                sd.placeHolder(GraphNames.PROGRESS, DataType.FLOAT),
                                own.reversalStrength())
                        : sd.constant(Nd4j.scalar((float) own.reversalStrength()));
        Map<TaskSpec, SDVariable> specific = new LinkedHashMap<>();
        if (own.adversarialWeight() > 0) {
            seen.specific()
                    .forEach(
                            (task, x) ->
                                    specific.put(
                                            task,
                                            GradientReversal.apply(
                                                    sd,
                                                    x,
                                                    lambda,
                                                    GraphNames.specific(task.name())
                                                            + "/reversed")));
        }
        return new Burst2VecFeatures(
                GradientReversal.apply(sd, seen.shared(), lambda, GraphNames.SHARED + "/reversed"),
                specific);
    }

    @Override
    public List<String> terms() {
        return Burst2VecLosses.terms(own);
    }

    @Override
    public Set<String> idleLayers(String task) {
        Set<String> idle = new LinkedHashSet<>();
        for (TaskSpec other : tasks) {
            if (!other.name().equals(task)) {
                idle.add(Burst2VecLayers.head(other.name()));
                if (!own.sharedCombination()) {
                    idle.add(Burst2VecLayers.combination(own, other.name()));
                }
                if (own.adversarialWeight() == 0) {
                    idle.add(Burst2VecLayers.extractor(other.name()));
                }
            }
        }
        return idle;
    }

    @Override
    public Set<String> trainingLayers() {
        return Set.of(Burst2VecLayers.DISCRIMINATOR);
    }

    @Override
    public boolean takesProgress() {
        return own.adversarial() && own.reversalRule() == ReversalRule.RAMP;
    }
}
