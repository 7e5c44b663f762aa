package org.burst4j.train;

import org.burst4j.data.Batch;

/**
 * What a step depends on beside the weights.
 *
 * @param batch the batch
 * @param seed what is drawn follows from it
 * @param progress share of the stage's steps done before, from 0 to below 1
 */
record StepInput(Batch batch, long seed, double progress) {}
