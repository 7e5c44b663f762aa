package org.burst4j.metric.probe;

import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;

/**
 * One metric of a probe, over all clips, each judged by a model that has not heard its speaker.
 *
 * @param metric the metric
 * @param value its value; NaN if undefined
 * @param interval 95 % bootstrap interval, whole speakers resampled
 * @param chance what the best constant answer scores
 */
public record ProbeScore(Metric metric, double value, Interval interval, double chance) {}
