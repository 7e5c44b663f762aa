/**
 * How much of a label can be read off features by a linear model, in plain Java on arrays: {@link
 * org.burst4j.metric.probe.LinearProbe} cross-validates in folds of whole speakers ({@link
 * org.burst4j.metric.probe.SpeakerFolds}) what {@link org.burst4j.metric.probe.LogisticFit} and
 * {@link org.burst4j.metric.probe.RidgeFit} learn.
 *
 * <p>Both are strictly convex in what the penalty holds, so the answer is that of the data and not
 * of a start or a random generator.
 */
package org.burst4j.metric.probe;
