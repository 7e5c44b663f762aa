/**
 * What Burst4J's parts cost: JMH benchmarks, the share of matrix products and convolutions in a
 * training step ({@link org.burst4j.benchmarks.Floor}), and memory over many steps ({@link
 * org.burst4j.benchmarks.FlatMemory}). Every comparison checks first that both sides compute the
 * same.
 */
package org.burst4j.benchmarks;
