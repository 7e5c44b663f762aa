package org.burst4j.model;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A graph that computes the joined loss of a batch.
 *
 * @param graph the graph; inputs {@code input_values}, {@code attention_mask} and, for each task,
 *     {@code target/<task>} and {@code mask/<task>}; with SpecAugment also {@code
 *     spec_augment/time} and {@code spec_augment/feature}
 * @param trainable names of the weights that get a gradient, in a fixed order
 * @param taskLosses name of each task's own loss, by task
 * @param scores name of each task's scores, by task
 * @param regularization what the encoder does in this graph
 */
public record TrainingGraph(
        SameDiff graph,
        List<String> trainable,
        Map<String, String> taskLosses,
        Map<String, String> scores,
        EncoderRegularization regularization) {}
