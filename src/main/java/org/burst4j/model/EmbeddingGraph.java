package org.burst4j.model;

import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A graph from audio to the embedding, for training in parts: given the gradient of a loss with
 * respect to the embedding, its own loss {@code sum(embedding * gradient)} has the gradients that
 * the whole would have.
 *
 * @param graph the graph; inputs {@code input_values}, {@code attention_mask} and, for the loss,
 *     {@code embedding_gradient}; with SpecAugment also its masks
 * @param trainable names of the weights that get a gradient, in a fixed order; empty if all are
 *     frozen
 * @param regularization what the encoder does in this graph
 */
public record EmbeddingGraph(
        SameDiff graph, List<String> trainable, EncoderRegularization regularization) {
    /** Copies the list. */
    public EmbeddingGraph {
        trainable = List.copyOf(trainable);
    }
}
