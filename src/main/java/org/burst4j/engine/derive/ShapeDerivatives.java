package org.burst4j.engine.derive;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** Derivatives of reductions and of operations that move elements. */
final class ShapeDerivatives {
    private ShapeDerivatives() {}

    static void broadcast(DerivativeStep step) {
        step.giveSummed(0, step.dy());
    }

    static void reshape(DerivativeStep step) {
        step.give(0, step.writer().reshape(step.dy(), step.x(0).shape()));
    }

    static void permute(DerivativeStep step) {
        List<Integer> axes = ((Op.Permute) step.node().op()).axes();
        List<Integer> back = new ArrayList<>();
        for (int axis = 0; axis < axes.size(); axis++) {
            back.add(axes.indexOf(axis));
        }
        step.give(0, step.writer().add(new Op.Permute(back), step.dy()));
    }

    static void concat(DerivativeStep step) {
        int axis = ((Op.Concat) step.node().op()).axis();
        int begin = 0;
        for (int i = 0; i < step.node().inputs().size(); i++) {
            Shape part = step.x(i).shape();
            if (step.needs(i)) {
                Op.Slice slice = GradientSums.run(part, axis, begin);
                step.give(i, step.writer().add(slice, step.dy()));
            }
            begin += part.size(axis);
        }
    }

    static void slice(DerivativeStep step) {
        step.giveSlice(0, (Op.Slice) step.node().op(), step.dy());
    }

    static void sliceGradient(DerivativeStep step) {
        Op.SliceGradient op = (Op.SliceGradient) step.node().op();
        Op.Slice slice = new Op.Slice(op.begin(), op.stride(), step.x(0).shape());
        step.give(0, step.writer().add(slice, step.dy()));
    }

    /**
     * A sum's gradient is its own for all terms, a mean's is a share of it. The gradient of the
     * largest or smallest goes to the element that is; among several in equal parts (ND4J takes the
     * first).
     */
    static void reduce(DerivativeStep step) {
        GradientWriter w = step.writer();
        Op.Reduce op = (Op.Reduce) step.node().op();
        Value x = step.x(0);
        int[] sizes = x.shape().sizes();
        op.axes().forEach(axis -> sizes[axis] = 1);
        Shape kept = Shape.of(sizes);
        Value dy = w.reshape(step.dy(), kept);
        step.give(
                0,
                switch (op.kind()) {
                    case SUM -> w.broadcast(dy, x.shape());
                    case MEAN -> {
                        double share = (double) kept.elements() / x.shape().elements();
                        yield w.broadcast(w.affine(share, 0, dy), x.shape());
                    }
                    case MAX, MIN -> {
                        Value chosen = w.binary(BinaryKind.EQUAL, x, w.reshape(step.y(), kept));
                        yield w.multiply(First.of(w, chosen, op.axes()), dy);
                    }
                });
    }
}
