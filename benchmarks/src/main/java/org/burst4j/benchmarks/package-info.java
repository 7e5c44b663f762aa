/**
 * What Burst4J's parts cost: JMH benchmarks; a process of the race against other programs ({@link
 * org.burst4j.benchmarks.StepRun}); kernels against the machine's limits ({@link
 * org.burst4j.benchmarks.KernelTable}); where a step spends its time ({@link
 * org.burst4j.benchmarks.Profile}); and memory and loss over many steps ({@link
 * org.burst4j.benchmarks.FlatMemory}). Every comparison checks first that both sides compute the
 * same.
 */
package org.burst4j.benchmarks;
