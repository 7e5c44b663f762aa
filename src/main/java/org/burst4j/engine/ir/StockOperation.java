package org.burst4j.engine.ir;

import java.util.List;

/** An operation of ND4J that the planned engine does not know. Implemented where ND4J is known. */
public interface StockOperation {
    /**
     * The shapes of its outputs.
     *
     * @param inputs shapes of the inputs
     * @return at least one
     */
    List<Shape> outputs(List<Shape> inputs);

    /**
     * Writes the operation's derivative into a program.
     *
     * @param builder the program
     * @param inputs the operation's inputs
     * @param outputs its outputs
     * @param gradients a gradient for each output; null where the loss does not depend on it
     * @return a gradient for each input; null where an input has none
     */
    List<Value> gradient(
            ProgramBuilder builder,
            List<Value> inputs,
            List<Value> outputs,
            List<Value> gradients);
}
