package org.burst4j.engine.rewrite;

import org.burst4j.engine.ir.Program;

/** One walk over a program that makes another of the same placeholders, weights and outputs. */
@FunctionalInterface
public interface Pass {
    /**
     * Rewrites a program.
     *
     * @param program stays as it is
     * @return the same function; maybe the same object
     */
    Program apply(Program program);
}
