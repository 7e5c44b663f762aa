package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/**
 * Looks backwards from a value at what made it, the way rules want to see it: a step that was not
 * found gives null.
 *
 * @param builder knows who made what
 */
record Look(ProgramBuilder builder) {
    /**
     * scale base + shift.
     *
     * @param base what is no such function of something else
     * @param scale factor
     * @param shift term
     */
    record Line(Value base, double scale, double shift) {
        boolean isScaling() {
            return shift == 0;
        }
    }

    /** Whether two numbers are one, but for rounding to floats on the way. */
    static boolean same(double a, double b) {
        return Math.abs(a - b) <= 4e-7 * Math.max(Math.abs(a), Math.abs(b));
    }

    /** The node that made a value, if it is of a kind. */
    Node made(Value value, Class<? extends Op> kind) {
        Node node = value == null ? null : builder.producer(value);
        return node != null && kind.isInstance(node.op()) ? node : null;
    }

    /** The operand, if a value is this function of one. */
    Value unary(Value value, UnaryKind kind) {
        Node node = made(value, Op.Unary.class);
        return node != null && node.op().equals(new Op.Unary(kind)) ? node.input(0) : null;
    }

    /** Both operands, if a value is this function of two. */
    List<Value> binary(Value value, BinaryKind kind) {
        Node node = made(value, Op.Binary.class);
        return node != null && node.op().equals(new Op.Binary(kind)) ? node.inputs() : null;
    }

    /** x, if a value is x^2. */
    Value square(Value value) {
        List<Value> factors = binary(value, BinaryKind.MULTIPLY);
        return factors != null && factors.get(0) == factors.get(1)
                ? factors.get(0)
                : unary(value, UnaryKind.SQUARE);
    }

    /** x, if a value is 1 / x. */
    Value reciprocal(Value value) {
        List<Value> parts = binary(value, BinaryKind.DIVIDE);
        Float one = parts == null ? null : number(parts.get(0));
        return one != null && one == 1 && parts.get(1).shape().equals(value.shape())
                ? parts.get(1)
                : unary(value, UnaryKind.RECIPROCAL);
    }

    /** The number that all elements are, if known. */
    Float number(Value value) {
        Value base = whole(value);
        Node broadcast = made(base, Op.Broadcast.class);
        Node fill = made(broadcast == null ? base : whole(broadcast.input(0)), Op.Fill.class);
        return fill == null ? null : ((Op.Fill) fill.op()).value();
    }

    /** The same elements as they were before reshapes. */
    Value whole(Value value) {
        Value now = value;
        for (Node node = made(now, Op.Reshape.class);
                node != null;
                node = made(now, Op.Reshape.class)) {
            now = node.input(0);
        }
        return now;
    }

    /** A value as a linear function of another of the same elements, reshapes left out. */
    Line line(Value value) {
        Line line = new Line(whole(value), 1, 0);
        for (Line step = step(line.base()); step != null; step = step(line.base())) {
            line =
                    new Line(
                            whole(step.base()),
                            line.scale() * step.scale(),
                            line.scale() * step.shift() + line.shift());
        }
        return line;
    }

    /** A value as a multiple of another of the same elements, reshapes left out. */
    Line multiple(Value value) {
        Line line = new Line(whole(value), 1, 0);
        for (Line step = step(line.base());
                step != null && step.isScaling();
                step = step(line.base())) {
            line = new Line(whole(step.base()), line.scale() * step.scale(), 0);
        }
        return line;
    }

    private Line step(Value value) {
        Node node = builder.producer(value);
        if (node == null) {
            return null;
        }
        if (node.op() instanceof Op.Affine affine) {
            return new Line(node.input(0), affine.scale(), affine.shift());
        }
        if (node.op() instanceof Op.Unary unary && unary.kind() == UnaryKind.NEGATE) {
            return new Line(node.input(0), -1, 0);
        }
        return node.op() instanceof Op.Binary binary ? step(binary.kind(), node) : null;
    }

    private Line step(BinaryKind kind, Node node) {
        Value left = node.input(0);
        Value right = node.input(1);
        int elements = node.output().shape().elements();
        Float a = right.shape().elements() == elements ? number(left) : null;
        Float b = left.shape().elements() == elements ? number(right) : null;
        if (b != null) {
            return switch (kind) {
                case ADD -> new Line(left, 1, b);
                case SUBTRACT -> new Line(left, 1, -b);
                case MULTIPLY -> new Line(left, b, 0);
                case DIVIDE -> new Line(left, 1.0 / b, 0);
                default -> null;
            };
        }
        if (a != null) {
            return switch (kind) {
                case ADD -> new Line(right, 1, a);
                case SUBTRACT -> new Line(right, -1, a);
                case MULTIPLY -> new Line(right, a, 0);
                default -> null;
            };
        }
        return null;
    }

    /**
     * What a value is the mean of, times and plus something: mean(base) scale + shift.
     *
     * @param axis the only axis of the mean
     */
    Line mean(Value value, int axis) {
        Line line = line(value);
        Node node = made(line.base(), Op.Reduce.class);
        if (node == null) {
            return null;
        }
        Op.Reduce reduce = (Op.Reduce) node.op();
        Shape shape = node.input(0).shape();
        int wanted = axis < 0 ? shape.rank() + axis : axis;
        if (!reduce.axes().equals(List.of(wanted))) {
            return null;
        }
        return switch (reduce.kind()) {
            case MEAN -> new Line(node.input(0), line.scale(), line.shift());
            case SUM -> new Line(node.input(0), line.scale() * shape.size(wanted), line.shift());
            default -> null;
        };
    }

    /** The value in a shape; no node if it has that already, one at most otherwise. */
    Value reshaped(Value value, Shape shape) {
        Value base = whole(value);
        return base.shape().equals(shape) ? base : builder.add(new Op.Reshape(shape), base);
    }

    /** A linear function of a value; no node where it is the value. */
    Value affine(Value value, double scale, double shift) {
        return same(scale, 1) && shift == 0
                ? value
                : builder.add(new Op.Affine((float) scale, (float) shift), value);
    }

    /**
     * Two arrays of one shape multiplied element by element, times a number.
     *
     * @param left one
     * @param right the other
     * @param scale the number
     */
    record Product(Value left, Value right, double scale) {}

    /** What a node multiplies, itself or through a factor behind it; null if it does not. */
    Product product(Node node, List<Value> inputs) {
        double scale = 1;
        List<Value> factors = inputs;
        if (node.op() instanceof Op.Affine affine && affine.shift() == 0) {
            scale = affine.scale();
            factors = binary(whole(inputs.get(0)), BinaryKind.MULTIPLY);
        } else if (!node.op().equals(new Op.Binary(BinaryKind.MULTIPLY))) {
            return null;
        }
        if (factors == null || !factors.get(0).shape().equals(factors.get(1).shape())) {
            return null;
        }
        return new Product(factors.get(0), factors.get(1), scale);
    }
}
