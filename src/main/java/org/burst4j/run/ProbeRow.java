package org.burst4j.run;

import org.burst4j.metric.probe.ProbeResult;
import org.burst4j.task.Task;

/**
 * How much of one task one representation holds.
 *
 * @param representation name of the graph's variable
 * @param width its number of features
 * @param task the task that was read off it
 * @param result the probe's scores
 */
public record ProbeRow(String representation, int width, Task task, ProbeResult result) {}
