package org.burst4j.engine.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Operations on whole arrays, for {@link Interpreter}. */
final class InterpretedArrays {
    private InterpretedArrays() {}

    static List<double[]> run(Node node, List<double[]> in) {
        Op op = node.op();
        if (op instanceof Op.LayerNorm
                || op instanceof Op.LayerNormGradient
                || op instanceof Op.GroupNorm
                || op instanceof Op.GroupNormGradient) {
            return InterpretedNorms.run(node, in);
        } else if (op instanceof Op.Conv conv) {
            return List.of(new InterpretedConv(node, 1, conv.stride(), conv.padding()).forward(in));
        } else if (op instanceof Op.ConvGradient conv) {
            return new InterpretedConv(node, 1, conv.stride(), conv.padding()).backward(in);
        } else if (op instanceof Op.GroupedConv conv) {
            return List.of(new InterpretedConv(node, conv.groups(), 1, conv.padding()).forward(in));
        } else if (op instanceof Op.GroupedConvGradient conv) {
            return new InterpretedConv(node, conv.forward().groups(), 1, conv.forward().padding())
                    .backward(in);
        }
        return List.of(single(node, in));
    }

    private static double[] single(Node node, List<double[]> in) {
        Op op = node.op();
        Shape shape = node.output().shape();
        Shape from = node.inputs().isEmpty() ? shape : node.input(0).shape();
        double[] y = new double[shape.elements()];
        if (op instanceof Op.Fill fill) {
            Arrays.fill(y, fill.value());
        } else if (op instanceof Op.Broadcast) {
            read(y, in.get(0), Places.broadcast(from, shape));
        } else if (op instanceof Op.Reshape || op instanceof Op.StopGradient) {
            return in.get(0).clone();
        } else if (op instanceof Op.Permute permute) {
            int[] strides = Places.strides(from);
            int[] permuted = permute.axes().stream().mapToInt(axis -> strides[axis]).toArray();
            read(y, in.get(0), Places.of(shape, 0, permuted));
        } else if (op instanceof Op.Concat concat) {
            concat(concat.axis(), node, in, y);
        } else if (op instanceof Op.Slice slice) {
            read(y, in.get(0), Places.slice(slice.begin(), slice.stride(), shape, from));
        } else if (op instanceof Op.SliceGradient slice) {
            write(y, in.get(0), Places.slice(slice.begin(), slice.stride(), from, shape));
        } else if (op instanceof Op.Reduce reduce) {
            reduce(reduce, from, in.get(0), y);
        } else if (op instanceof Op.ArgMax most) {
            argMax(most.axis(), from, in.get(0), y);
        } else if (op instanceof Op.MatMul product) {
            matMul(product, node, in, y);
        } else if (op instanceof Op.Softmax) {
            softmax(shape.columns(), in.get(0), y);
        } else if (op instanceof Op.SoftmaxGradient) {
            softmaxGradient(shape.columns(), in.get(0), in.get(1), y);
        } else {
            throw new AssertionError("the interpreter does not know " + op);
        }
        return y;
    }

    private static void read(double[] y, double[] x, int[] places) {
        Arrays.setAll(y, i -> x[places[i]]);
    }

    private static void write(double[] y, double[] x, int[] places) {
        for (int i = 0; i < x.length; i++) {
            y[places[i]] = x[i];
        }
    }

    private static void concat(int axis, Node node, List<double[]> in, double[] y) {
        Shape whole = node.output().shape();
        List<Integer> begin = new ArrayList<>(Collections.nCopies(whole.rank(), 0));
        List<Integer> stride = Collections.nCopies(whole.rank(), 1);
        for (int i = 0; i < in.size(); i++) {
            Shape part = node.input(i).shape();
            write(y, in.get(i), Places.slice(begin, stride, part, whole));
            begin.set(axis, begin.get(axis) + part.size(axis));
        }
    }

    private static void reduce(Op.Reduce op, Shape from, double[] x, double[] y) {
        int[] places = Places.reduce(from, op.axes());
        boolean[] seen = new boolean[y.length];
        for (int i = 0; i < x.length; i++) {
            int place = places[i];
            switch (op.kind()) {
                case SUM, MEAN -> y[place] += x[i];
                case MAX -> y[place] = seen[place] ? Math.max(y[place], x[i]) : x[i];
                case MIN -> y[place] = seen[place] ? Math.min(y[place], x[i]) : x[i];
            }
            seen[place] = true;
        }
        if (op.kind() == ReduceKind.MEAN) {
            double many = (double) x.length / y.length;
            Arrays.setAll(y, i -> y[i] / many);
        }
    }

    private static void argMax(int axis, Shape from, double[] x, double[] y) {
        int[] places = Places.reduce(from, List.of(axis));
        int stride = Places.strides(from)[axis];
        double[] largest = new double[y.length];
        boolean[] seen = new boolean[y.length];
        for (int i = 0; i < x.length; i++) {
            int place = places[i];
            if (!seen[place] || x[i] > largest[place]) {
                seen[place] = true;
                largest[place] = x[i];
                y[place] = (i / stride) % from.size(axis);
            }
        }
    }

    private static void matMul(Op.MatMul op, Node node, List<double[]> in, double[] y) {
        Shape a = node.input(0).shape();
        Shape b = node.input(1).shape();
        Shape shape = node.output().shape();
        int rows = shape.size(-2);
        int columns = shape.size(-1);
        int inner = a.size(op.transposeA() ? -2 : -1);
        if (inner != b.size(op.transposeB() ? -1 : -2)
                || a.rank() != b.rank()
                || (a.rank() == 3 && a.size(0) != b.size(0))) {
            throw new AssertionError("shapes do not fit: " + node);
        }
        for (int i = 0; i < y.length; i++) {
            int batch = i / (rows * columns);
            int row = i / columns % rows;
            int column = i % columns;
            for (int k = 0; k < inner; k++) {
                int left = op.transposeA() ? k * rows + row : row * inner + k;
                int right = op.transposeB() ? column * inner + k : k * columns + column;
                y[i] +=
                        in.get(0)[batch * rows * inner + left]
                                * in.get(1)[batch * inner * columns + right];
            }
        }
    }

    private static void softmax(int columns, double[] x, double[] y) {
        for (int row = 0; row < x.length; row += columns) {
            double largest = Arrays.stream(x, row, row + columns).max().orElseThrow();
            double sum = 0;
            for (int i = row; i < row + columns; i++) {
                y[i] = Math.exp(x[i] - largest);
                sum += y[i];
            }
            for (int i = row; i < row + columns; i++) {
                y[i] /= sum;
            }
        }
    }

    private static void softmaxGradient(int columns, double[] y, double[] dy, double[] dx) {
        for (int row = 0; row < y.length; row += columns) {
            double sum = 0;
            for (int i = row; i < row + columns; i++) {
                sum += y[i] * dy[i];
            }
            for (int i = row; i < row + columns; i++) {
                dx[i] = y[i] * (dy[i] - sum);
            }
        }
    }
}
