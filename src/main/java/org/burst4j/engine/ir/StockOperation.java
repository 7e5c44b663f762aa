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
}
