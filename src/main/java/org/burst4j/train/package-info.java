/**
 * Training: {@link org.burst4j.train.Trainer} runs the stages over a net and its batches, {@link
 * org.burst4j.train.Checkpoints} keeps what a run needs to go on after it was killed, and {@link
 * org.burst4j.train.TrainingListener}s watch.
 */
package org.burst4j.train;
