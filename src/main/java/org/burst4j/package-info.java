/**
 * Vocal-burst emotion analysis on Deeplearning4j.
 *
 * <p>This package holds only the exceptions that all others throw; {@link
 * org.burst4j.Burst4jException} is the single catch point. Start at {@code org.burst4j.predict} to
 * use a trained model and at {@code org.burst4j.train} to train one.
 */
package org.burst4j;
