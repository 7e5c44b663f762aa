package org.burst4j.engine.ir;

/** Functions of two numbers. */
public enum BinaryKind {
    /** a + b. */
    ADD,
    /** a - b. */
    SUBTRACT,
    /** a b. */
    MULTIPLY,
    /** a / b. */
    DIVIDE,
    /** The larger. */
    MAXIMUM,
    /** The smaller. */
    MINIMUM,
    /** 1 if a = b. */
    EQUAL,
    /** 1 if {@code a > b}. */
    GREATER,
    /** 1 if {@code a >= b}. */
    GREATER_OR_EQUAL,
    /** 1 if {@code a < b}. */
    LESS,
    /** 1 if {@code a <= b}. */
    LESS_OR_EQUAL
}
