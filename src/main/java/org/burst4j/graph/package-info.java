/**
 * SameDiff building blocks made of stock operations alone, so that a saved graph runs in any
 * program that has ND4J: pooling, heads, losses, task weighting, gradient reversal; and what runs,
 * saves and loads such graphs.
 *
 * <p>Shape letters: B batch, T frames, D features, H hidden width, K outputs of a task. Operations
 * whose value or gradient is wrong in ND4J 1.0.0-M2.1 ({@code sd.loss.*}, {@code gather}, {@code
 * where}, {@code sd.nn.gelu}, {@code sd.variance} and others) are never used.
 */
package org.burst4j.graph;
