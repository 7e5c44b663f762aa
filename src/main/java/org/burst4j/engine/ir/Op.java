package org.burst4j.engine.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a node does. Pure data: kernels, derivatives and rewriting rules are elsewhere.
 *
 * <p>Three kinds: <em>elementary</em> operations, to which a graph is read, <em>macros</em>, which
 * rules recognise in them, and gradients of both. All numbers are floats; truth is 1 or 0.
 */
public sealed interface Op
        permits Op.SameShape,
                Op.Binary,
                Op.Fill,
                Op.Uniform,
                Op.Broadcast,
                Op.Reduce,
                Op.Reshape,
                Op.Permute,
                Op.Concat,
                Op.Slice,
                Op.SliceGradient,
                Op.MatMul,
                Op.Conv,
                Op.ConvGradient,
                Op.ArgMax,
                Op.LayerNorm,
                Op.LayerNormGradient,
                Op.GroupNorm,
                Op.GroupNormGradient,
                Op.Attention,
                Op.AttentionGradient,
                Op.GroupedConv,
                Op.GroupedConvGradient,
                Op.Fused,
                Op.Stock {

    /**
     * The shapes of the outputs.
     *
     * @param inputs shapes of the inputs
     * @return at least one
     * @throws org.burst4j.ModelException if inputs are too short for it
     */
    List<Shape> outputs(List<Shape> inputs);

    /** One whose only output has the shape of its first input. */
    sealed interface SameShape extends Op
            permits Unary,
                    Affine,
                    Clip,
                    Compare,
                    Dropout,
                    GeluGradient,
                    StopGradient,
                    Softmax,
                    SoftmaxGradient {
        @Override
        default List<Shape> outputs(List<Shape> inputs) {
            return List.of(inputs.get(0));
        }
    }

    /**
     * A function of each element.
     *
     * @param kind which
     */
    record Unary(UnaryKind kind) implements SameShape {}

    /**
     * scale x + shift.
     *
     * @param scale factor
     * @param shift term
     */
    record Affine(float scale, float shift) implements SameShape {}

    /**
     * x, but within limits.
     *
     * @param low lower limit
     * @param high upper limit
     */
    record Clip(float low, float high) implements SameShape {}

    /**
     * Compares each element with a number: 1 where it holds, else 0.
     *
     * @param kind EQUAL to LESS_OR_EQUAL
     * @param with the number
     */
    record Compare(BinaryKind kind, float with) implements SameShape {}

    /**
     * A function of two arrays' elements, broadcast by NumPy's rule.
     *
     * @param kind which
     */
    record Binary(BinaryKind kind) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(inputs.get(0).with(inputs.get(1)));
        }
    }

    /**
     * x times floor(u) / (1 - rate) with u as {@link Uniform} draws it from [1 - rate, 2 - rate)
     * for the same name and element. Its own derivative: of dy. Nothing is stored.
     *
     * @param name of the drawn variable
     * @param rate share of zeros
     */
    record Dropout(String name, float rate) implements SameShape {}

    /** (x, dy) to dx of GELU. */
    record GeluGradient() implements SameShape {}

    /**
     * An array of one number; no inputs.
     *
     * @param shape its shape
     * @param value the number
     */
    record Fill(Shape shape, float value) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(shape);
        }
    }

    /**
     * Random numbers of [low, high), bit for bit those of LinearSession: a function of the run's
     * seed, the name and the element's index. No inputs.
     *
     * @param name name of the variable in the graph
     * @param low lower limit
     * @param high upper limit
     * @param shape its shape
     */
    record Uniform(String name, float low, float high, Shape shape) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(shape);
        }
    }

    /**
     * The input repeated, by NumPy's rule.
     *
     * @param shape of the output
     */
    record Broadcast(Shape shape) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(inputs.get(0).with(shape));
        }
    }

    /**
     * One number of many.
     *
     * @param kind which
     * @param axes the axes that go, from 0, ascending
     * @param keep whether they stay with size 1
     */
    record Reduce(ReduceKind kind, List<Integer> axes, boolean keep) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            List<Integer> sizes = new ArrayList<>();
            for (int axis = 0; axis < inputs.get(0).rank(); axis++) {
                if (!axes.contains(axis)) {
                    sizes.add(inputs.get(0).size(axis));
                } else if (keep) {
                    sizes.add(1);
                }
            }
            return List.of(Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray()));
        }
    }

    /**
     * The same elements in another shape: the same memory.
     *
     * @param shape with as many elements
     */
    record Reshape(Shape shape) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(shape);
        }
    }

    /** The input, without gradient: the same memory. */
    record StopGradient() implements SameShape {}

    /**
     * Axes in another order, as a copy.
     *
     * @param axes for each axis of the output that of the input
     */
    record Permute(List<Integer> axes) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(Shape.of(axes.stream().mapToInt(inputs.get(0)::size).toArray()));
        }
    }

    /**
     * Arrays one after the other.
     *
     * @param axis along which, from 0
     */
    record Concat(int axis) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            int[] sizes = inputs.get(0).sizes();
            sizes[axis] = inputs.stream().mapToInt(shape -> shape.size(axis)).sum();
            return List.of(Shape.of(sizes));
        }
    }

    /**
     * A part of an array: element i along an axis is element begin + i stride of the input.
     *
     * @param begin for each axis
     * @param stride for each axis, at least 1
     * @param shape of the output
     */
    record Slice(List<Integer> begin, List<Integer> stride, Shape shape) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Fits.slice(begin, stride, shape, inputs.get(0));
            return List.of(shape);
        }
    }

    /**
     * dy to dx of a slice: zeros elsewhere.
     *
     * @param begin for each axis
     * @param stride for each axis
     * @param shape of the slice's input
     */
    record SliceGradient(List<Integer> begin, List<Integer> stride, Shape shape) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Fits.slice(begin, stride, inputs.get(0), shape);
            return List.of(shape);
        }
    }

    /**
     * Product of matrices, or of as many pairs of matrices as the first axis of both says: rank 2
     * or 3.
     *
     * @param transposeA whether the left ones are transposed
     * @param transposeB whether the right ones are
     */
    record MatMul(boolean transposeA, boolean transposeB) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            int rows = inputs.get(0).size(transposeA ? -1 : -2);
            int columns = inputs.get(1).size(transposeB ? -2 : -1);
            return List.of(
                    inputs.get(0).rank() == 2
                            ? Shape.of(rows, columns)
                            : Shape.of(inputs.get(0).size(0), rows, columns));
        }
    }

    /**
     * Convolution over time without bias: x [B,T,C], weight [k,C,Cout] to [B,T',Cout].
     *
     * @param stride at least 1
     * @param padding zeros on each side
     */
    record Conv(int stride, int padding) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Shape x = inputs.get(0);
            Shape weight = inputs.get(1);
            int frames = Fits.frames(x, weight, stride, padding);
            return List.of(Shape.of(x.size(0), frames, weight.size(2)));
        }
    }

    /**
     * (x, weight, dy) to (dx, dweight) of a convolution.
     *
     * @param stride as forward
     * @param padding as forward
     */
    record ConvGradient(int stride, int padding) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(inputs.get(0), inputs.get(1));
        }
    }

    /** Softmax over the last axis. */
    record Softmax() implements SameShape {}

    /** (y, dy) to dx of a softmax. */
    record SoftmaxGradient() implements SameShape {}

    /**
     * Place of the first largest element.
     *
     * @param axis along which, from 0; it goes
     */
    record ArgMax(int axis) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return new Reduce(ReduceKind.MAX, List.of(axis), false).outputs(inputs);
        }
    }

    /**
     * Each row (x - mean) / sqrt(variance + epsilon), times gamma, plus beta, then GELU. Inputs x
     * [N,D], gamma [D] if scaled, beta [D] if shifted; outputs y [N,D], mean [N,1], 1 /
     * sqrt(variance + epsilon) [N,1].
     *
     * @param epsilon added to the variance
     * @param scaled whether there is a gamma
     * @param shifted whether there is a beta
     * @param gelu whether GELU follows
     */
    record LayerNorm(float epsilon, boolean scaled, boolean shifted, boolean gelu) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Shape one = Shape.of(inputs.get(0).size(0), 1);
            return List.of(inputs.get(0), one, one);
        }
    }

    /**
     * Gradient of {@link LayerNorm}: inputs x, gamma, beta as there, mean, inverse deviation, dy;
     * outputs dx, then dgamma if scaled, dbeta if shifted. (beta is needed for GELU alone.)
     *
     * @param forward the norm
     */
    record LayerNormGradient(LayerNorm forward) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            List<Shape> shapes = new ArrayList<>(List.of(inputs.get(0)));
            for (int i = 0; i < (forward.scaled() ? 1 : 0) + (forward.shifted() ? 1 : 0); i++) {
                shapes.add(inputs.get(1 + i));
            }
            return shapes;
        }
    }

    /**
     * Each channel of each clip (x - mean) / sqrt(variance + epsilon) gamma + beta over time, then
     * GELU. Inputs x [B,T,C], gamma [C], beta [C]; outputs y, mean [B,1,C], inverse deviation
     * [B,1,C].
     *
     * @param epsilon added to the variance
     * @param gelu whether GELU follows
     */
    record GroupNorm(float epsilon, boolean gelu) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Shape x = inputs.get(0);
            Shape one = Shape.of(x.size(0), 1, x.size(2));
            return List.of(x, one, one);
        }
    }

    /**
     * Gradient of {@link GroupNorm}: x, gamma, beta, mean, inverse deviation, dy to dx, dgamma,
     * dbeta.
     *
     * @param forward the norm
     */
    record GroupNormGradient(GroupNorm forward) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(inputs.get(0), inputs.get(1), inputs.get(2));
        }
    }

    /**
     * Attention of all heads: softmax(scale q k^T + key bias) v, with dropout between softmax and
     * v. Inputs queries, keys, values [B*T,D] of which head h has the columns from h D/H, and, if
     * masked, the key bias of B T elements; output [B*T,D].
     *
     * @param clips B
     * @param heads H
     * @param scale factor of the scores
     * @param masked whether there is a key bias
     * @param dropoutName name of the drawn variable [B,H,T,T], empty for no dropout
     * @param dropoutRate share of zeros
     */
    record Attention(
            int clips,
            int heads,
            float scale,
            boolean masked,
            String dropoutName,
            float dropoutRate)
            implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(inputs.get(0));
        }
    }

    /**
     * Gradient of {@link Attention}: its inputs, then dy; outputs dq, dk, dv. Weights are computed
     * again.
     *
     * @param forward the attention
     */
    record AttentionGradient(Attention forward) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return inputs.subList(0, 3);
        }
    }

    /**
     * Convolution of stride 1 whose output group g sees input group g only, without bias: x
     * [B,T,C], weight [k,C/g,Cout] to [B,T+2*padding-k+1-crop,Cout].
     *
     * @param groups divides C and Cout
     * @param padding zeros on each side
     * @param crop frames taken off the end
     */
    record GroupedConv(int groups, int padding, int crop) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            Shape x = inputs.get(0);
            Shape weight = inputs.get(1);
            int frames = Fits.frames(x, weight, 1, padding) - crop;
            return List.of(Shape.of(x.size(0), frames, weight.size(2)));
        }
    }

    /**
     * (x, weight, dy) to (dx, dweight) of a grouped convolution.
     *
     * @param forward the convolution
     */
    record GroupedConvGradient(GroupedConv forward) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return List.of(inputs.get(0), inputs.get(1));
        }
    }

    /**
     * Several element-wise operations in one pass over memory.
     *
     * @param expression what each element is
     */
    record Fused(Expression expression) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return Collections.nCopies(expression.results().size(), expression.shape());
        }
    }

    /**
     * An operation of ND4J as it is.
     *
     * @param name its name, for the log
     * @param operation what runs it
     */
    record Stock(String name, StockOperation operation) implements Op {
        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return operation.outputs(inputs);
        }
    }
}
