package org.burst4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.ConfigException;
import org.burst4j.graph.GradientReversal;
import org.burst4j.graph.TaskDiscriminator;
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
    private static final String SHARED_TERM = "shared";
    private static final String SPECIFIC_TERM = "specific";
    private static final String COMBINED_TERM = "combined";
    private static final String DISCRIMINATOR_TERM = "discriminator";
    private static final String ACCURACY_TERM = "discriminatorAccuracy";
    private static final String ADVERSARIAL_TERM = "adversarial";

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

    /** What one pass through the extractors gives, [B,P] each. */
    private record Features(SDVariable shared, Map<TaskSpec, SDVariable> specific) {}

    private Features extract(Burst2VecLayers layers, SDVariable projected, String suffix) {
        Map<TaskSpec, SDVariable> specific = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            specific.put(
                    task,
                    layers.extract(
                            task.name(), projected, GraphNames.specific(task.name()) + suffix));
        }
        return new Features(
                layers.extract(Burst2VecLayers.SHARED, projected, GraphNames.SHARED + suffix),
                specific);
    }

    private Map<TaskSpec, TaskOutput> predictions(
            SameDiff sd, Burst2VecLayers layers, Features features) {
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
        Features features = extract(layers, projected, "");
        Map<TaskSpec, TaskOutput> predictions = predictions(sd, layers, features);
        if (!training) {
            return new LossNames(
                    JoinedLoss.ofPredictions(
                            sd, settings.weighting(), predictions, form, variables),
                    Map.of());
        }
        Terms made = new Terms(sd, layers, new TaskLosses(sd, form));
        Map<TaskSpec, TaskLoss> joined = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        predictions.forEach(
                (task, output) -> {
                    String name = GraphNames.loss(task.name());
                    names.put(task.name(), name);
                    joined.put(
                            task,
                            made.outputLoss(task, made.losses.of(task, output, name), features));
                });
        if (own.adversarial()) {
            addAdversaries(made, reversed(sd, layers, projected, features), joined);
        }
        JoinedLoss.add(sd, settings.weighting(), joined, variables);
        return new LossNames(names, made.terms);
    }

    /** Equation 5 and what it is made of, in one training graph. */
    private static final class Terms {
        private final SameDiff sd;
        private final Burst2VecLayers layers;
        private final TaskLosses losses;
        private final Map<String, Map<String, String>> terms = new LinkedHashMap<>();

        Terms(SameDiff sd, Burst2VecLayers layers, TaskLosses losses) {
            this.sd = sd;
            this.layers = layers;
            this.losses = losses;
        }

        /** Notes a number under its name in the graph. */
        String term(TaskSpec task, String term) {
            String name = GraphNames.term(task.name(), term);
            terms.computeIfAbsent(task.name(), key -> new LinkedHashMap<>()).put(term, name);
            return name;
        }

        /** The loss of a task's head on some features. */
        TaskLoss headLoss(TaskSpec task, SDVariable features, String name) {
            SDVariable logits = layers.head(task.name(), features); // [B,K]
            return losses.of(task, TaskOutput.of(sd, task, logits, name), name);
        }

        TaskLoss outputLoss(TaskSpec task, TaskLoss combined, Features features) {
            TaskLoss shared = headLoss(task, features.shared(), term(task, SHARED_TERM));
            TaskLoss specific =
                    headLoss(task, features.specific().get(task), term(task, SPECIFIC_TERM));
            sd.identity(term(task, COMBINED_TERM), combined.value());
            SDVariable sum = shared.value().add(specific.value()).add(combined.value());
            return new TaskLoss(sum, combined.present());
        }
    }

    /** The features as the adversaries see them: their gradients turned round. */
    private Features reversed(
            SameDiff sd, Burst2VecLayers layers, SDVariable projected, Features features) {
        Features seen =
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
        return new Features(
                GradientReversal.apply(sd, seen.shared(), lambda, GraphNames.SHARED + "/reversed"),
                specific);
    }

    private void addAdversaries(Terms made, Features reversed, Map<TaskSpec, TaskLoss> joined) {
        SDVariable discriminated =
                own.discriminatorWeight() > 0
                        ? made.layers.discriminate(reversed.shared())
                        : null; // [B,T]
        for (int j = 0; j < tasks.size(); j++) {
            TaskSpec task = tasks.get(j);
            SDVariable sum = joined.get(task).value();
            if (discriminated != null) {
                sum = sum.add(discriminator(made, discriminated, j));
            }
            if (own.adversarialWeight() > 0) {
                sum = sum.add(adversarial(made, reversed.specific(), task));
            }
            joined.put(task, new TaskLoss(sum, joined.get(task).present()));
        }
    }

    /** Equation 6 times alpha1. */
    private SDVariable discriminator(Terms made, SDVariable logits, int j) {
        TaskSpec task = tasks.get(j);
        TaskDiscriminator.Outcome outcome =
                TaskDiscriminator.apply(
                        made.sd,
                        logits,
                        j,
                        tasks.size(),
                        made.losses.rows(task),
                        made.term(task, DISCRIMINATOR_TERM));
        outcome.accuracy().rename(made.term(task, ACCURACY_TERM));
        return outcome.loss().value().mul(own.discriminatorWeight());
    }

    /** Equation 7 times alpha2: the other tasks' specific features at this task's head. */
    private SDVariable adversarial(Terms made, Map<TaskSpec, SDVariable> specific, TaskSpec task) {
        String name = made.term(task, ADVERSARIAL_TERM);
        SDVariable sum = null;
        for (Map.Entry<TaskSpec, SDVariable> other : specific.entrySet()) {
            if (!other.getKey().equals(task)) {
                TaskLoss loss =
                        made.headLoss(task, other.getValue(), name + "/" + other.getKey().name());
                sum = sum == null ? loss.value() : sum.add(loss.value());
            }
        }
        return made.sd.identity(name, sum).mul(own.adversarialWeight());
    }

    @Override
    public List<String> terms() {
        List<String> terms = new ArrayList<>(List.of(SHARED_TERM, SPECIFIC_TERM, COMBINED_TERM));
        if (own.discriminatorWeight() > 0) {
            terms.addAll(List.of(DISCRIMINATOR_TERM, ACCURACY_TERM));
        }
        if (own.adversarialWeight() > 0) {
            terms.add(ADVERSARIAL_TERM);
        }
        return terms;
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
