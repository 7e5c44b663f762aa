package org.burst4j.benchmarks;

import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** What a node of a planned program has to do at the least, counted from its shapes. */
final class NodeWork {
    private NodeWork() {}

    /**
     * Floating point operations of products: 2 for each multiplication with its addition.
     * Element-wise arithmetic is not counted: memory bounds it, see {@link #bytes}.
     *
     * @return 0 for a node without products
     */
    static double flops(Node node) {
        Op op = node.op();
        if (op instanceof Op.MatMul product) {
            double inner = node.input(0).shape().size(product.transposeA() ? -2 : -1);
            return 2 * inner * node.output().shape().elements();
        }
        if (op instanceof Op.Conv) {
            return convolution(node.output().shape(), node.input(1).shape());
        }
        if (op instanceof Op.ConvGradient) {
            return 2 * convolution(node.input(2).shape(), node.input(1).shape());
        }
        if (op instanceof Op.GroupedConv) {
            return convolution(node.output().shape(), node.input(1).shape());
        }
        if (op instanceof Op.GroupedConvGradient) {
            return 2 * convolution(node.input(2).shape(), node.input(1).shape());
        }
        if (op instanceof Op.Attention attention) {
            return 2 * scores(attention, node.input(0).shape());
        }
        if (op instanceof Op.AttentionGradient gradient) {
            // The scores again, then the gradients of weights, values, queries and keys.
            return 5 * scores(gradient.forward(), node.input(0).shape());
        }
        return 0;
    }

    /** Each number of the result is a sum over all but the last axis of the weight. */
    private static double convolution(Shape result, Shape weight) {
        return 2.0 * result.elements() * weight.size(0) * weight.size(1);
    }

    /** One product of all heads: B T T D multiplications. */
    private static double scores(Op.Attention attention, Shape queries) {
        double frames = (double) queries.size(0) / attention.clips();
        return 2 * frames * queries.elements();
    }

    /** Bytes that have to move: each input and output once, whatever the node does in between. */
    static double bytes(Node node) {
        if (node.op() instanceof Op.Reshape || node.op() instanceof Op.StopGradient) {
            return 0;
        }
        double elements = 0;
        for (Value value : node.inputs()) {
            elements += value.shape().elements();
        }
        for (Value value : node.outputs()) {
            elements += value.shape().elements();
        }
        return elements * Float.BYTES;
    }
}
