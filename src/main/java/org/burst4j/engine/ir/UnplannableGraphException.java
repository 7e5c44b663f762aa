package org.burst4j.engine.ir;

import org.burst4j.Burst4jException;

/** A graph that the planned engine cannot run; ND4J's own session can. */
public final class UnplannableGraphException extends Burst4jException {
    /**
     * Creates an exception.
     *
     * @param problem what the graph holds that cannot be planned
     */
    public UnplannableGraphException(String problem) {
        this(problem, null);
    }

    /**
     * Creates an exception with the one behind it.
     *
     * @param problem what the graph holds that cannot be planned
     * @param cause the exception behind this one, or null
     */
    public UnplannableGraphException(String problem, Throwable cause) {
        super(problem, "Run the graph with --engine samediff.", cause);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
