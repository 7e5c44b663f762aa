/**
 * Whether two models differ by more than chance: {@link org.burst4j.metric.compare.TTest}, {@link
 * org.burst4j.metric.compare.CochranQ}, {@link org.burst4j.metric.compare.McNemar} and {@link
 * org.burst4j.metric.compare.Holm} for several tests at once, in plain Java on arrays.
 *
 * <p>All tests are two-sided. They take the values as independent of each other; clips of one
 * speaker are not, so p values are too small where speakers recur. The interval of {@link
 * org.burst4j.metric.PairedBootstrap}, which can draw whole speakers, has no such fault.
 */
package org.burst4j.metric.compare;
