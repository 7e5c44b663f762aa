package org.burst4j.engine.derive;

import java.util.List;
import java.util.Set;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Value;

/**
 * One node on the way back.
 *
 * @param node as it is in the new program
 * @param gradients of its outputs; null where the loss does not depend on one
 * @param active values on which wanted ones have an influence
 * @param sums take the gradients of its inputs
 * @param writer writes
 */
record DerivativeStep(
        Node node,
        List<Value> gradients,
        Set<Value> active,
        GradientSums sums,
        GradientWriter writer) {

    /** Whether the gradient of an input is wanted. */
    boolean needs(int input) {
        return active.contains(node.input(input));
    }

    /** An input. */
    Value x(int input) {
        return node.input(input);
    }

    /** The first output. */
    Value y() {
        return node.output();
    }

    /** The gradient of the first output, which is there where an operation has one output. */
    Value dy() {
        return gradients.get(0);
    }

    /** Adds to the gradient of an input, if it is wanted. */
    void give(int input, Value gradient) {
        if (needs(input)) {
            sums.give(node.input(input), gradient);
        }
    }

    /** Adds to the gradient of an input that may have been repeated. */
    void giveSummed(int input, Value gradient) {
        if (needs(input)) {
            sums.give(node.input(input), writer.sumTo(gradient, node.input(input).shape()));
        }
    }

    /** Adds to the gradient of a part of an input. */
    void giveSlice(int input, Op.Slice slice, Value gradient) {
        if (needs(input)) {
            sums.giveSlice(node.input(input), slice, gradient);
        }
    }
}
