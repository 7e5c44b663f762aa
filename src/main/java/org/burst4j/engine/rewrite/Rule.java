package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Value;

/** Knows one shape of a program for which there is something better. */
@FunctionalInterface
public interface Rule {
    /**
     * Looks at one node.
     *
     * @param node as it was: its operation, its outputs and their names; its inputs are those of
     *     the old program
     * @param inputs what its inputs have become, whose producers the builder knows
     * @param builder takes what the rule writes; what is not used goes when the program is built
     * @return values of the builder, of the same shapes, for the node's outputs in their order (may
     *     be fewer where the rest are known to be unused); null to leave the node to other rules
     */
    List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder);
}
