package org.burst4j.engine.derive;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/**
 * Writes what derivatives are made of, without repeating small arrays to full size where it can.
 */
final class GradientWriter {
    private final ProgramBuilder builder;

    GradientWriter(ProgramBuilder builder) {
        this.builder = builder;
    }

    ProgramBuilder builder() {
        return builder;
    }

    Value add(Op op, Value... inputs) {
        return builder.add(op, inputs);
    }

    Value unary(UnaryKind kind, Value x) {
        return builder.add(new Op.Unary(kind), x);
    }

    Value affine(double scale, double shift, Value x) {
        return builder.add(new Op.Affine((float) scale, (float) shift), x);
    }

    /** A function of two arrays; what was repeated for it alone is read unrepeated. */
    Value binary(BinaryKind kind, Value a, Value b) {
        Shape shape = a.shape().with(b.shape());
        Value left = unrepeated(a);
        if (!left.shape().with(b.shape()).equals(shape)) {
            left = a;
        }
        Value right = unrepeated(b);
        if (!left.shape().with(right.shape()).equals(shape)) {
            right = b;
        }
        return builder.add(new Op.Binary(kind), left, right);
    }

    private Value unrepeated(Value value) {
        Node producer = builder.producer(value);
        return producer != null && producer.op() instanceof Op.Broadcast
                ? producer.input(0)
                : value;
    }

    Value multiply(Value a, Value b) {
        return binary(BinaryKind.MULTIPLY, a, b);
    }

    Value divide(Value a, Value b) {
        return binary(BinaryKind.DIVIDE, a, b);
    }

    /** The same elements in another shape; a reshape of a reshape is one. */
    Value reshape(Value x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        Node producer = builder.producer(x);
        return producer != null && producer.op() instanceof Op.Reshape
                ? reshape(producer.input(0), shape)
                : builder.add(new Op.Reshape(shape), x);
    }

    Value broadcast(Value x, Shape shape) {
        return x.shape().equals(shape) ? x : builder.add(new Op.Broadcast(shape), x);
    }

    /** Sums what belongs to one element of an array that was repeated by NumPy's rule. */
    Value sumTo(Value x, Shape shape) {
        List<Integer> axes = new ArrayList<>();
        int leading = x.shape().rank() - shape.rank();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            int size = axis < leading ? 1 : shape.size(axis - leading);
            if (size == 1 && x.shape().size(axis) > 1) {
                axes.add(axis);
            }
        }
        if (axes.isEmpty()) {
            return reshape(x, shape);
        }
        Value source = unrepeated(x);
        if (source != x && isOne(source.shape(), x.shape(), axes)) {
            double times = 1;
            for (int axis : axes) {
                times *= x.shape().size(axis);
            }
            Value one = reshape(source, lastAxes(source.shape(), shape.rank()));
            return broadcast(affine(times, 0, one), shape);
        }
        return reshape(builder.add(new Op.Reduce(ReduceKind.SUM, axes, false), x), shape);
    }

    /** Whether a shape that was repeated to another has one element along each of some axes. */
    private static boolean isOne(Shape narrow, Shape wide, List<Integer> axes) {
        int leading = wide.rank() - narrow.rank();
        return axes.stream().allMatch(axis -> axis < leading || narrow.size(axis - leading) == 1);
    }

    /** A shape with more axes of size 1 in front, or fewer. */
    private static Shape lastAxes(Shape shape, int rank) {
        int[] sizes = new int[rank];
        for (int axis = 1; axis <= rank; axis++) {
            sizes[rank - axis] = axis <= shape.rank() ? shape.size(-axis) : 1;
        }
        return Shape.of(sizes);
    }
}
