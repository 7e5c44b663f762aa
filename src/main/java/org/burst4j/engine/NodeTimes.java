package org.burst4j.engine;

import org.burst4j.engine.ir.Node;

/** Is told how long each node of a run took. */
@FunctionalInterface
public interface NodeTimes {
    /**
     * A node ran.
     *
     * @param node what ran
     * @param nanoseconds how long
     */
    void took(Node node, long nanoseconds);
}
