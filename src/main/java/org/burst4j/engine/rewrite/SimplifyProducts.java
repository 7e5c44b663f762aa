package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * Products of matrices that are none: with a matrix of one number, of which each row or column of
 * the result is a sum; and of a column with a row.
 */
final class SimplifyProducts implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        if (!(node.op() instanceof Op.MatMul product)) {
            return null;
        }
        Value left = inputs.get(0);
        Value right = inputs.get(1);
        Shape shape = node.output().shape();
        int inner = left.shape().size(product.transposeA() ? -2 : -1);
        Float ofLeft = Fills.number(builder, left);
        Float ofRight = Fills.number(builder, right);
        if (ofRight != null) {
            Value sums = sums(builder, left, !product.transposeA(), inner); // [.., M, 1]
            return List.of(wide(builder, sums, ofRight, shape));
        }
        if (ofLeft != null) {
            Value sums = sums(builder, right, product.transposeB(), inner); // [.., 1, N]
            return List.of(wide(builder, row(builder, sums), ofLeft, shape));
        }
        if (inner != 1) {
            return null;
        }
        Value column = reshaped(builder, left, with(shape, -1)); // [.., M, 1]
        Value row = reshaped(builder, right, with(shape, -2)); // [.., 1, N]
        return List.of(builder.add(new Op.Binary(BinaryKind.MULTIPLY), column, row));
    }

    /** The sum of each row, or of each column, as a column. */
    private static Value sums(ProgramBuilder builder, Value x, boolean ofRows, int inner) {
        int rank = x.shape().rank();
        int axis = ofRows ? rank - 1 : rank - 2;
        int[] sizes = x.shape().sizes();
        sizes[rank - 2] = x.shape().size(ofRows ? -2 : -1);
        sizes[rank - 1] = 1;
        Value sums =
                inner == 1 ? x : builder.add(new Op.Reduce(ReduceKind.SUM, List.of(axis), true), x);
        return reshaped(builder, sums, Shape.of(sizes));
    }

    private static Value row(ProgramBuilder builder, Value column) {
        int[] sizes = column.shape().sizes();
        int rank = sizes.length;
        sizes[rank - 1] = sizes[rank - 2];
        sizes[rank - 2] = 1;
        return reshaped(builder, column, Shape.of(sizes));
    }

    private static Value wide(ProgramBuilder builder, Value sums, float number, Shape shape) {
        Value scaled = sums;
        if (number != 1) {
            scaled = builder.add(new Op.Affine(number, 0), sums);
        }
        return scaled.shape().equals(shape) ? scaled : builder.add(new Op.Broadcast(shape), scaled);
    }

    private static Shape with(Shape shape, int axis) {
        int[] sizes = shape.sizes();
        sizes[sizes.length + axis] = 1;
        return Shape.of(sizes);
    }

    static Value reshaped(ProgramBuilder builder, Value x, Shape shape) {
        return x.shape().equals(shape) ? x : builder.add(new Op.Reshape(shape), x);
    }
}
