package org.burst4j.engine.ir;

/** Functions of one number. */
public enum UnaryKind {
    /** -x. */
    NEGATE,
    /** e^x. */
    EXP,
    /** Natural logarithm. */
    LOG,
    /** Square root. */
    SQRT,
    /** 1 / x. */
    RECIPROCAL,
    /** x^2. */
    SQUARE,
    /** |x|. */
    ABS,
    /** -1, 0 or 1. */
    SIGN,
    /** Largest whole number not above x. */
    FLOOR,
    /** Error function. */
    ERF,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    /** Hyperbolic tangent. */
    TANH,
    /** max(x, 0). */
    RELU,
    /** x Phi(x), exact. */
    GELU
}
