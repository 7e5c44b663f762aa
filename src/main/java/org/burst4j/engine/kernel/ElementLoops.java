package org.burst4j.engine.kernel;

import java.util.Arrays;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Op;

/** Chooses the loop of an element-wise operation. */
final class ElementLoops {
    private ElementLoops() {}

    /** The loop of a Unary, Affine, Clip, Compare, Binary or GeluGradient. */
    static BlockLoop of(Op op) {
        if (op instanceof Op.Unary unary) {
            return UnaryLoops.of(unary.kind());
        } else if (op instanceof Op.Affine affine) {
            float scale = affine.scale();
            float shift = affine.shift();
            return (a, b, to, length) -> UnaryLoops.affine(a, to, scale, shift, length);
        } else if (op instanceof Op.Clip clip) {
            float low = clip.low();
            float high = clip.high();
            return (a, b, to, length) -> UnaryLoops.clip(a, to, low, high, length);
        } else if (op instanceof Op.Compare compare) {
            BlockLoop loop = BinaryLoops.of(compare.kind());
            float with = compare.with();
            return (a, b, to, length) -> {
                Arrays.fill(b, 0, length, with);
                loop.run(a, b, to, length);
            };
        } else if (op instanceof Op.Binary binary) {
            return BinaryLoops.of(binary.kind());
        } else if (op instanceof Op.GeluGradient) {
            return FloatMath::geluGradient;
        }
        throw new ModelException(op + " is not element-wise", "This is a defect of the engine.");
    }

    /** The instruction of an operation that stands alone, whose inputs are registers 0 and 1. */
    static Expression.Instruction instruction(Op op) {
        if (op instanceof Op.Dropout dropout) {
            return new Expression.Drop(dropout, 0);
        }
        return op instanceof Op.Binary || op instanceof Op.GeluGradient
                ? new Expression.Apply2(op, 0, 1)
                : new Expression.Apply1(op, 0);
    }
}
