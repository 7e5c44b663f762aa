package org.burst4j.engine.rewrite;

import org.burst4j.engine.ir.Expression.Access;
import org.burst4j.engine.ir.Shape;

/** How broadcast arrays are read beside the elements of a result. */
final class Accesses {
    private Accesses() {}

    /**
     * The access that is NumPy's rule for one operand.
     *
     * @param operand its shape
     * @param result shape of the result
     * @return null if the operand repeats in more than one place between its own elements
     */
    static Access of(Shape operand, Shape result) {
        int missing = result.rank() - operand.rank();
        int repeat = 1;
        int length = 1;
        boolean before = false;
        for (int axis = result.rank() - 1; axis >= 0; axis--) {
            int size = result.size(axis);
            if (size == 1) {
                continue;
            }
            boolean own = axis >= missing && operand.size(axis - missing) == size;
            if (own && before) {
                return null;
            }
            if (own) {
                length *= size;
            } else if (length == 1) {
                repeat *= size;
            } else {
                before = true;
            }
        }
        return length == 1 ? new Access(1, 1) : new Access(repeat, length);
    }

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
