/**
 * Runs SameDiff graphs, forward or with gradients: planned, by a small compiler whose stages are
 * the packages below, or by ND4J's own session. What is run and what it gives is the same.
 */
package org.burst4j.engine;
