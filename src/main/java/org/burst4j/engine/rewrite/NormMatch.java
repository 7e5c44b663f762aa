package org.burst4j.engine.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/**
 * Finds (x - mean) / sqrt(variance + epsilon), times gamma, in a product; means over one axis of x.
 *
 * @param x what is normed
 * @param epsilon added to the variance
 * @param gamma what it is scaled by, one number a column; null if it is not
 */
record NormMatch(Value x, float epsilon, Value gamma) {
    private static final int MOST_FACTORS = 4;

    /**
     * Looks at a product.
     *
     * @param left one factor
     * @param right the other
     * @param axis the axis of the means, from 0, or -1 for the last
     * @return null if it is something else
     */
    static NormMatch of(Look look, Value left, Value right, int axis) {
        List<Value> factors = new ArrayList<>();
        collect(look, left, axis, factors);
        collect(look, right, axis, factors);
        if (factors.size() < 2 || factors.size() > MOST_FACTORS) {
            return null;
        }
        for (Value centred : factors) {
            Value x = centred(look, centred, axis);
            if (x != null) {
                List<Value> others = new ArrayList<>(factors);
                others.remove(centred);
                return scaled(look, centred, x, others, axis);
            }
        }
        return null;
    }

    private static void collect(Look look, Value value, int axis, List<Value> factors) {
        Value base = repeated(look, value, axis);
        List<Value> parts = look.binary(base, BinaryKind.MULTIPLY);
        if (parts == null || factors.size() > MOST_FACTORS || look.square(base) != null) {
            factors.add(base);
            return;
        }
        parts.forEach(part -> collect(look, part, axis, factors));
    }

    /** x of x - mean(x). */
    private static Value centred(Look look, Value value, int axis) {
        List<Value> parts = look.binary(look.whole(value), BinaryKind.SUBTRACT);
        if (parts == null) {
            return null;
        }
        Value subtracted = repeated(look, parts.get(1), axis);
        Look.Line mean = look.mean(subtracted, axis);
        boolean fits =
                mean != null
                        && look.whole(mean.base()) == look.whole(parts.get(0))
                        && alike(mean.base().shape(), parts.get(0).shape(), axis)
                        && stands(subtracted.shape(), mean.base().shape(), axis)
                        && mean.isScaling()
                        && Look.same(mean.scale(), 1);
        return fits ? mean.base() : null;
    }

    /** Whether two shapes of the same elements have the same ones along the axis. */
    private static boolean alike(Shape a, Shape b, int axis) {
        return axis < 0 ? a.columns() == b.columns() : a.equals(b);
    }

    /** Whether there is one number for all that the axis has, which broadcasts along it. */
    private static boolean stands(Shape one, Shape x, int axis) {
        int columns = axis < 0 ? 1 : x.columns();
        int along = axis < 0 ? x.columns() : x.size(axis);
        return one.columns() == columns && one.elements() * along == x.elements();
    }

    private static NormMatch scaled(
            Look look, Value centred, Value x, List<Value> others, int axis) {
        for (Value factor : others) {
            Value one = repeated(look, factor, axis);
            Value deviation = look.reciprocal(look.whole(one));
            Value variance = look.unary(look.whole(deviation), UnaryKind.SQRT);
            Look.Line mean = variance == null ? null : look.mean(variance, axis);
            Value squared = mean == null ? null : look.square(look.whole(mean.base()));
            if (squared == null
                    || look.whole(squared) != look.whole(centred)
                    || !alike(mean.base().shape(), x.shape(), axis)
                    || !stands(one.shape(), x.shape(), axis)
                    || !Look.same(mean.scale(), 1)
                    || mean.shift() <= 0) {
                continue;
            }
            if (others.size() == 1) {
                return new NormMatch(x, (float) mean.shift(), null);
            }
            Value rest = others.get(0) == factor ? others.get(1) : others.get(0);
            Value gamma = others.size() == 2 ? vector(look, rest, x.shape().columns()) : null;
            return gamma == null ? null : new NormMatch(x, (float) mean.shift(), gamma);
        }
        return null;
    }

    /** What was repeated along the axis of the means to make a value, or the value. */
    private static Value repeated(Look look, Value value, int axis) {
        Value base = unsqueezed(look, value);
        Node node = look.made(base, Op.Broadcast.class);
        if (node == null) {
            return base;
        }
        Shape from = node.input(0).shape();
        Shape to = base.shape();
        int wanted = axis < 0 ? to.rank() + axis : axis;
        boolean fits = from.rank() == to.rank() && from.size(wanted) == 1;
        return fits && from.elements() * to.size(wanted) == to.elements()
                ? unsqueezed(look, node.input(0))
                : base;
    }

    /** A value before reshapes that add or take axes of size 1, or join rows. */
    private static Value unsqueezed(Look look, Value value) {
        Value now = value;
        for (Node node = look.made(now, Op.Reshape.class);
                node != null && node.input(0).shape().columns() == now.shape().columns();
                node = look.made(now, Op.Reshape.class)) {
            now = node.input(0);
        }
        return now;
    }

    /** The vector that a value has in all of its rows, or null. */
    static Value vector(Look look, Value value, int columns) {
        Value now = value;
        while (now.shape().columns() == columns) {
            if (now.shape().elements() == columns) {
                return columns == 1 ? null : look.reshaped(now, Shape.of(columns));
            }
            Node node = look.builder().producer(now);
            if (node == null
                    || !(node.op() instanceof Op.Reshape || node.op() instanceof Op.Broadcast)) {
                return null;
            }
            now = node.input(0);
        }
        return null;
    }
}
