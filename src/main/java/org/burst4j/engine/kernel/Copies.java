package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/** Binds operations that move elements and do not change them. */
final class Copies {
    private Copies() {}

    static Step fill(FloatBuffer to, int elements, float value, Workers workers) {
        return new BlockKernel(
                to,
                elements,
                (seed, from, into, length) -> Arrays.fill(into, 0, length, value),
                workers);
    }

    static Step broadcast(Node node, FloatBuffer from, FloatBuffer to, Workers workers) {
        Shape shape = node.output().shape();
        Strides source = Strides.broadcast(node.input(0).shape(), shape);
        return new CopyKernel(from, to, source, false, shape.elements(), workers);
    }

    static Step permute(Node node, FloatBuffer from, FloatBuffer to, Workers workers) {
        List<Integer> axes = ((Op.Permute) node.op()).axes();
        int[] dense = Strides.dense(node.input(0).shape());
        int[] strides = axes.stream().mapToInt(axis -> dense[axis]).toArray();
        Shape shape = node.output().shape();
        Strides source = new Strides(0, shape.sizes(), strides);
        return TransposeKernel.of(from, to, source, shape.elements(), workers);
    }

    static Step slice(Node node, FloatBuffer from, FloatBuffer to, Workers workers) {
        Op.Slice op = (Op.Slice) node.op();
        Strides source = part(node.input(0).shape(), op.begin(), op.stride(), op.shape());
        return new CopyKernel(from, to, source, false, op.shape().elements(), workers);
    }

    static Step sliceGradient(Node node, FloatBuffer from, FloatBuffer to, Workers workers) {
        Op.SliceGradient op = (Op.SliceGradient) node.op();
        Shape part = node.input(0).shape();
        Strides target = part(op.shape(), op.begin(), op.stride(), part);
        Step zeros = fill(to, op.shape().elements(), 0f, workers);
        Step copy = new CopyKernel(from, to, target, true, part.elements(), workers);
        return seed -> {
            zeros.run(seed);
            copy.run(seed);
        };
    }

    static Step concat(Node node, List<FloatBuffer> from, FloatBuffer to, Workers workers) {
        int axis = ((Op.Concat) node.op()).axis();
        int[] dense = Strides.dense(node.output().shape());
        List<Step> copies = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < from.size(); i++) {
            Shape shape = node.input(i).shape();
            Strides target = new Strides(begin * dense[axis], shape.sizes(), dense);
            copies.add(new CopyKernel(from.get(i), to, target, true, shape.elements(), workers));
            begin += shape.size(axis);
        }
        return seed -> copies.forEach(copy -> copy.run(seed));
    }

    private static Strides part(
            Shape whole, List<Integer> begin, List<Integer> stride, Shape part) {
        int[] dense = Strides.dense(whole);
        int[] strides = new int[dense.length];
        int offset = 0;
        for (int axis = 0; axis < dense.length; axis++) {
            offset += begin.get(axis) * dense[axis];
            strides[axis] = stride.get(axis) * dense[axis];
        }
        return new Strides(offset, part.sizes(), strides);
    }
}
