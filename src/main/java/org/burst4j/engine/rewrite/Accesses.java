package org.burst4j.engine.rewrite;

import org.burst4j.engine.ir.Expression.Access;

/** How broadcast arrays are read beside the elements of a result. */
final class Accesses {
    private Accesses() {}

    /**
     * The access to what was broadcast, from the access to what it was broadcast to.
     *
     * @param outer how the broadcast array would be read
     * @param inner how its elements are read from its input
     * @return how its input is read
     */
    static Access through(Access outer, Access inner) {
        return inner.length() == 1
                ? new Access(1, 1)
                : new Access(outer.repeat() * inner.repeat(), inner.length());
    }
}
