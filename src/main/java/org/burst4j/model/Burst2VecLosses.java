package org.burst4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.TaskDiscriminator;
import org.burst4j.graph.TaskLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The losses of Burst2Vec in one training graph, and the terms that they are made of.
 *
 * <p>Source: Anuchitanukul and Specia 2022, equations 5 to 7.
 */
final class Burst2VecLosses {
    private static final String SHARED_TERM = "shared";
    private static final String SPECIFIC_TERM = "specific";
    private static final String COMBINED_TERM = "combined";
    private static final String DISCRIMINATOR_TERM = "discriminator";
    private static final String ACCURACY_TERM = "discriminatorAccuracy";
    private static final String ADVERSARIAL_TERM = "adversarial";

    private final SameDiff sd;
    private final Burst2VecSettings own;
    private final List<TaskSpec> tasks;
    private final Burst2VecLayers layers;
    private final TaskLosses losses;
    private final Map<String, String> taskLosses = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> terms = new LinkedHashMap<>();

    Burst2VecLosses(
            SameDiff sd,
            Burst2VecSettings own,
            List<TaskSpec> tasks,
            Burst2VecLayers layers,
            TaskLosses losses) {
        this.sd = sd;
        this.own = own;
        this.tasks = tasks;
        this.layers = layers;
        this.losses = losses;
    }

    /** Names of the terms that a net of these settings has. */
    static List<String> terms(Burst2VecSettings own) {
        List<String> terms = new ArrayList<>(List.of(SHARED_TERM, SPECIFIC_TERM, COMBINED_TERM));
        if (own.discriminatorWeight() > 0) {
            terms.addAll(List.of(DISCRIMINATOR_TERM, ACCURACY_TERM));
        }
        if (own.adversarialWeight() > 0) {
            terms.add(ADVERSARIAL_TERM);
        }
        return terms;
    }

    /** What {@link NetTop#train} returns. */
    NetTop.LossNames names() {
        return new NetTop.LossNames(taskLosses, terms);
    }

    /** Equation 5 for each task: its head on shared, specific and combined features. */
    Map<TaskSpec, TaskLoss> ofOutputs(
            Map<TaskSpec, TaskOutput> predictions, Burst2VecFeatures features) {
        Map<TaskSpec, TaskLoss> joined = new LinkedHashMap<>();
        predictions.forEach(
                (task, output) -> {
                    String name = GraphNames.loss(task.name());
                    taskLosses.put(task.name(), name);
                    joined.put(task, outputLoss(task, losses.of(task, output, name), features));
                });
        return joined;
    }

    /** Notes a number under its name in the graph. */
    private String term(TaskSpec task, String term) {
        String name = GraphNames.term(task.name(), term);
        terms.computeIfAbsent(task.name(), key -> new LinkedHashMap<>()).put(term, name);
        return name;
    }

    /** The loss of a task's head on some features. */
    private TaskLoss headLoss(TaskSpec task, SDVariable features, String name) {
        SDVariable logits = layers.head(task.name(), features); // [B,K]
        return losses.of(task, TaskOutput.of(sd, task, logits, name), name);
    }

    private TaskLoss outputLoss(TaskSpec task, TaskLoss combined, Burst2VecFeatures features) {
        TaskLoss shared = headLoss(task, features.shared(), term(task, SHARED_TERM));
        TaskLoss specific =
                headLoss(task, features.specific().get(task), term(task, SPECIFIC_TERM));
        sd.identity(term(task, COMBINED_TERM), combined.value());
        SDVariable sum = shared.value().add(specific.value()).add(combined.value());
        return new TaskLoss(sum, combined.present());
    }

    /**
     * Adds equations 6 and 7 to what is minimised.
     *
     * @param reversed the features with their gradients turned round
     * @param joined what is minimised for each task so far
     */
    void addAdversaries(Burst2VecFeatures reversed, Map<TaskSpec, TaskLoss> joined) {
        SDVariable discriminated =
                own.discriminatorWeight() > 0
                        ? layers.discriminate(reversed.shared())
                        : null; // [B,T]
        for (int j = 0; j < tasks.size(); j++) {
            TaskSpec task = tasks.get(j);
            SDVariable sum = joined.get(task).value();
            if (discriminated != null) {
                sum = sum.add(discriminator(discriminated, j));
            }
            if (own.adversarialWeight() > 0) {
                sum = sum.add(adversarial(reversed.specific(), task));
            }
            joined.put(task, new TaskLoss(sum, joined.get(task).present()));
        }
    }

    /** Equation 6 times alpha1. */
    private SDVariable discriminator(SDVariable logits, int j) {
        TaskSpec task = tasks.get(j);
        TaskDiscriminator.Outcome outcome =
                TaskDiscriminator.apply(
                        sd,
                        logits,
                        j,
                        tasks.size(),
                        losses.rows(task),
                        term(task, DISCRIMINATOR_TERM));
        outcome.accuracy().rename(term(task, ACCURACY_TERM));
        return outcome.loss().value().mul(own.discriminatorWeight());
    }

    /** Equation 7 times alpha2: the other tasks' specific features at this task's head. */
    private SDVariable adversarial(Map<TaskSpec, SDVariable> specific, TaskSpec task) {
        String name = term(task, ADVERSARIAL_TERM);
        SDVariable sum = null;
        for (Map.Entry<TaskSpec, SDVariable> other : specific.entrySet()) {
            if (!other.getKey().equals(task)) {
                TaskLoss loss =
                        headLoss(task, other.getValue(), name + "/" + other.getKey().name());
                sum = sum == null ? loss.value() : sum.add(loss.value());
            }
        }
        return sd.identity(name, sum).mul(own.adversarialWeight());
    }
}
