package org.burst4j.engine.schedule;

/** Where a value's elements are. */
public sealed interface Place {
    /**
     * In the arena that all values of a run share.
     *
     * @param offset first element
     */
    record InArena(long offset) implements Place {}

    /**
     * The array of a VARIABLE or CONSTANT.
     *
     * @param name its name
     */
    record OfWeight(String name) implements Place {}

    /**
     * What the run is fed.
     *
     * @param name of the placeholder
     */
    record OfPlaceholder(String name) implements Place {}

    /**
     * An array of its own, which outlives the run.
     *
     * @param output name of the result
     */
    record OfResult(String output) implements Place {}
}
