package org.burst4j.train;

import org.burst4j.data.Batch;

/**
 * What a step depends on beside the weights.
 *
 * @param batch the batch
 * @param seed what is drawn follows from it
 * @param progress share of the steps of all stages that are done or, where a stage ended early,
 *     left out, from 0 to below 1
 */
record StepInput(Batch batch, long seed, double progress) {}
