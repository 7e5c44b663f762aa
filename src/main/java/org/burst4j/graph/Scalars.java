package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SDVariable;

/** Guards that several blocks share; each is made of comparisons, which have no gradient. */
final class Scalars {
    private Scalars() {}

    /** Returns 1 where the value is zero and 0 elsewhere, in the value's own data type. */
    static SDVariable isZero(SDVariable value) {
        return value.eq(0.0).castTo(value.dataType());
    }

    /** Returns 1 where the value is positive and 0 elsewhere, in the value's own data type. */
    static SDVariable isPositive(SDVariable value) {
        return value.gt(0.0).castTo(value.dataType());
    }

    /** Returns the value with every zero replaced by one, so that it may stand below a fraction. */
    static SDVariable divisor(SDVariable value) {
        return value.add(isZero(value));
    }
}
