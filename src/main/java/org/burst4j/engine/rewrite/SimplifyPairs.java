package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/** Functions of two arrays' elements: of a number, of one array twice, of a repeated one. */
final class SimplifyPairs implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        if (!(node.op() instanceof Op.Binary binary)) {
            return null;
        }
        Value left = inputs.get(0);
        Value right = inputs.get(1);
        Shape shape = node.output().shape();
        if (left == right && binary.kind() == BinaryKind.MULTIPLY) {
            return List.of(builder.add(new Op.Unary(UnaryKind.SQUARE), left));
        }
        Float ofRight = Fills.number(builder, right);
        Float ofLeft = Fills.number(builder, left);
        Value result = null;
        if (ofRight != null) {
            result = withRight(builder, binary.kind(), left, ofRight);
        } else if (ofLeft != null) {
            result = withLeft(builder, binary.kind(), ofLeft, right);
        }
        if (result != null) {
            return List.of(
                    result.shape().equals(shape)
                            ? result
                            : builder.add(new Op.Broadcast(shape), result));
        }
        return narrow(node, binary, left, right, builder);
    }

    /** An operand need not be repeated where the other one asks for it by its own shape. */
    private static List<Value> narrow(
            Node node, Op.Binary binary, Value left, Value right, ProgramBuilder builder) {
        Value narrowLeft = before(builder, left);
        if (narrowLeft.shape().with(right.shape()).equals(node.output().shape())
                && narrowLeft != left) {
            return builder.addNamed(node.output().name(), binary, List.of(narrowLeft, right));
        }
        Value narrowRight = before(builder, right);
        if (narrowRight != right
                && left.shape().with(narrowRight.shape()).equals(node.output().shape())) {
            return builder.addNamed(node.output().name(), binary, List.of(left, narrowRight));
        }
        return null;
    }

    private static Value before(ProgramBuilder builder, Value value) {
        Node node = builder.producer(value);
        return node != null && node.op() instanceof Op.Broadcast ? node.input(0) : value;
    }

    private static Value withRight(ProgramBuilder builder, BinaryKind kind, Value x, float number) {
        return switch (kind) {
            case ADD -> affine(builder, x, 1, number);
            case SUBTRACT -> affine(builder, x, 1, -number);
            case MULTIPLY -> affine(builder, x, number, 0);
            case DIVIDE -> number == 0 ? null : affine(builder, x, 1 / number, 0);
            case MAXIMUM, MINIMUM -> null;
            case EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
                    builder.add(new Op.Compare(kind, number), x);
        };
    }

    private static Value withLeft(ProgramBuilder builder, BinaryKind kind, float number, Value x) {
        return switch (kind) {
            case SUBTRACT -> affine(builder, x, -1, number);
            case DIVIDE ->
                    affine(builder, builder.add(new Op.Unary(UnaryKind.RECIPROCAL), x), number, 0);
            case GREATER -> withRight(builder, BinaryKind.LESS, x, number);
            case GREATER_OR_EQUAL -> withRight(builder, BinaryKind.LESS_OR_EQUAL, x, number);
            case LESS -> withRight(builder, BinaryKind.GREATER, x, number);
            case LESS_OR_EQUAL -> withRight(builder, BinaryKind.GREATER_OR_EQUAL, x, number);
            case ADD, MULTIPLY, EQUAL, MAXIMUM, MINIMUM -> withRight(builder, kind, x, number);
        };
    }

    private static Value affine(ProgramBuilder builder, Value x, float scale, float shift) {
        return scale == 1 && shift == 0 ? x : builder.add(new Op.Affine(scale, shift), x);
    }
}
