/**
 * Scores of predictions against ground truth, in plain Java on arrays: {@link
 * org.burst4j.metric.Ccc}, {@link org.burst4j.metric.Pearson}, {@link
 * org.burst4j.metric.MeanAbsoluteError}, {@link org.burst4j.metric.ConfusionMatrix}; {@link
 * org.burst4j.metric.Scoring} applies those that belong to a task, {@link
 * org.burst4j.metric.Chance} and {@link org.burst4j.metric.Bootstrap} say what a score is worth,
 * {@link org.burst4j.metric.PairedBootstrap} and {@link org.burst4j.metric.compare} what a
 * difference of two is.
 *
 * <p>Everywhere a NaN target is a missing label and is left out, and a prediction that is not
 * finite is an error.
 */
package org.burst4j.metric;
