package org.burst4j.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A graph that computes the joined loss of a batch.
 *
 * @param graph the graph; inputs {@code input_values}, {@code attention_mask} and, for each task,
 *     {@code target/<task>} and {@code mask/<task>}; with SpecAugment also {@code
 *     spec_augment/time} and {@code spec_augment/feature}
 * @param trainable names of the weights that get a gradient, in a fixed order
 * @param taskLosses name of each task's own loss, by task
 * @param terms names of further numbers of a task's batch, by task: variable by what it is
 * @param scores name of each task's scores, by task
 * @param idle weights that have no part in a batch that is drawn for one task alone, by task
 * @param takesProgress whether {@code training_progress} is an input too
 * @param regularization what the encoder does in this graph
 */
public record TrainingGraph(
        SameDiff graph,
        List<String> trainable,
        Map<String, String> taskLosses,
        Map<String, Map<String, String>> terms,
        Map<String, String> scores,
        Map<String, Set<String>> idle,
        boolean takesProgress,
        EncoderRegularization regularization) {
    /**
     * What a training session gives beside the joined loss.
     *
     * @return names of the tasks' losses and of all terms
     */
    public List<String> numbers() {
        return Stream.concat(
                        taskLosses.values().stream(),
                        terms.values().stream().flatMap(of -> of.values().stream()))
                .toList();
    }
}
