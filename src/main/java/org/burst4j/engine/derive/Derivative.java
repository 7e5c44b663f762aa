package org.burst4j.engine.derive;

/** The rule of one operation. */
@FunctionalInterface
interface Derivative {
    /**
     * Writes the gradients of a node's inputs.
     *
     * @param step the node and what is known of its outputs
     */
    void write(DerivativeStep step);
}
