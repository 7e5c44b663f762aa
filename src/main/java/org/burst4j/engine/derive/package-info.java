/**
 * Derives from a program the program that also gives gradients, and decides what of the way forward
 * is computed again on the way back instead of being kept.
 */
package org.burst4j.engine.derive;
