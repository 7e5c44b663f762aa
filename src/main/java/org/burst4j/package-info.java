/**
 * Vocal-burst emotion analysis on Deeplearning4j.
 *
 * <p>This package holds the exceptions that all others throw, of which {@link
 * org.burst4j.Burst4jException} is the single catch point, and the random source that all draw
 * from. Start at {@code org.burst4j.predict} to use a trained model and at {@code
 * org.burst4j.train} to train one.
 */
package org.burst4j;
