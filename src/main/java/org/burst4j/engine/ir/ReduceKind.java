package org.burst4j.engine.ir;

/** What a reduction makes of many numbers. */
public enum ReduceKind {
    /** Sum. */
    SUM,
    /** Mean. */
    MEAN,
    /** Largest. */
    MAX,
    /** Smallest. */
    MIN
}
