package org.burst4j.engine.kernel;

/** A loop over the first elements of arrays. */
@FunctionalInterface
interface BlockLoop {
    /**
     * Runs it.
     *
     * @param a first operand
     * @param b second operand; not read by a function of one number
     * @param to the result; may be an operand
     * @param length elements
     */
    void run(float[] a, float[] b, float[] to, int length);
}
