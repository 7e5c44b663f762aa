package org.burst4j.engine.kernel;

/** One thing to do in a run, bound to the memory that it reads and writes. */
@FunctionalInterface
public interface Step {
    /**
     * Does it.
     *
     * @param seed what is drawn in this run follows from it
     */
    void run(long seed);
}
