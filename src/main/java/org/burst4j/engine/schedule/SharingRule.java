package org.burst4j.engine.schedule;

import org.burst4j.engine.ir.Node;

/** Says which nodes may write over their inputs. */
@FunctionalInterface
public interface SharingRule {
    /**
     * Whether an output may take the memory of an input that nobody reads afterwards.
     *
     * @param node the node
     * @param input number of the input
     * @param output number of the output
     * @return true if each element is read before its place is written
     */
    boolean mayShare(Node node, int input, int output);
}
