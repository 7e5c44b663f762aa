package org.burst4j.engine.read;

/** How an operation of ND4J is written into a program. */
@FunctionalInterface
interface Rule {
    /**
     * Writes one operation.
     *
     * @param call the operation
     * @return false, with nothing written, if it has arguments that the rule does not know
     */
    boolean apply(Call call);
}
