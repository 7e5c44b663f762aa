package org.burst4j.engine.derive;

import java.util.Collections;
import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.engine.ir.Value;

/** Which of several elements that are chosen along some axes is the first, row by row. */
final class First {
    /** Above, floats do not count in ones. */
    private static final int MOST = 1 << 24;

    private First() {}

    /**
     * Keeps one of them.
     *
     * @param w writes the nodes
     * @param chosen 1 for what is chosen, else 0; at least one along the axes
     * @param axes the axes
     * @return 1 for the first that is chosen along the axes, else 0; of the same shape
     */
    static Value of(GradientWriter w, Value chosen, List<Integer> axes) {
        Shape shape = chosen.shape();
        int[] sizes = new int[shape.rank()];
        int count = 1;
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = axes.contains(axis) ? shape.size(axis) : 1;
            count *= sizes[axis];
        }
        if (count > MOST) {
            throw new UnplannableGraphException(
                    "one of " + count + " numbers is chosen, of which ties cannot be told apart");
        }
        // Its place for what is chosen, the number of places for the rest.
        Value places = w.affine(1, -count, w.reshape(places(w, count), Shape.of(sizes)));
        Value place = w.affine(1, count, w.multiply(chosen, places));
        Value first = w.add(new Op.Reduce(ReduceKind.MIN, axes, true), place);
        return w.binary(BinaryKind.EQUAL, place, first);
    }

    /** 0, 1, 2 and so on, by doubling. */
    private static Value places(GradientWriter w, int count) {
        Value places = w.add(new Op.Fill(Shape.of(1), 0));
        while (places.shape().elements() < count) {
            int length = places.shape().elements();
            places = w.add(new Op.Concat(0), places, w.affine(1, length, places));
        }
        if (places.shape().elements() == count) {
            return places;
        }
        List<Integer> one = Collections.nCopies(1, 1);
        return w.add(new Op.Slice(Collections.nCopies(1, 0), one, Shape.of(count)), places);
    }
}
