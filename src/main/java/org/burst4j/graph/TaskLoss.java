package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Loss of one task over one batch.
 *
 * @param value scalar; 0 with zero gradient when the batch holds nothing to compare
 * @param present scalar 1 when the batch held something to compare, else 0
 */
public record TaskLoss(SDVariable value, SDVariable present) {}
