package org.burst4j.engine.ir;

import java.util.Arrays;
import java.util.List;

/** Attention for {@link Interpreter}. */
final class InterpretedAttention {
    private final Op.Attention op;
    private final List<double[]> inputs;
    private final Kept kept;
    private final int frames;
    private final int width;
    private final int headWidth;

    /** Dropout's factor of an element of the weights [B,H,T,T]. */
    @FunctionalInterface
    interface Kept {
        double factor(int index);
    }

    private InterpretedAttention(
            Op.Attention op, List<double[]> inputs, int frames, int width, Kept kept) {
        this.op = op;
        this.inputs = inputs;
        this.kept = kept;
        this.frames = frames;
        this.width = width;
        headWidth = width / op.heads();
    }

    static double[] forward(Op.Attention op, Node node, List<double[]> inputs, Kept kept) {
        return of(op, node, inputs, kept).forward();
    }

    static List<double[]> backward(Op.Attention op, Node node, List<double[]> inputs, Kept kept) {
        return of(op, node, inputs, kept).backward();
    }

    private static InterpretedAttention of(
            Op.Attention op, Node node, List<double[]> inputs, Kept kept) {
        Shape queries = node.input(0).shape();
        return new InterpretedAttention(
                op, inputs, queries.rows() / op.clips(), queries.columns(), kept);
    }

    /** Where clip b's frame t of head h starts. */
    private int place(int b, int h, int t) {
        return (b * frames + t) * width + h * headWidth;
    }

    private static double dot(double[] a, int from, double[] b, int with, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[from + i] * b[with + i];
        }
        return sum;
    }

    /** Softmax of one query's scores, before dropout. */
    private double[] weights(int b, int h, int t) {
        double[] weights = new double[frames];
        for (int j = 0; j < frames; j++) {
            weights[j] =
                    op.scale()
                                    * dot(
                                            inputs.get(0),
                                            place(b, h, t),
                                            inputs.get(1),
                                            place(b, h, j),
                                            headWidth)
                            + (op.masked() ? inputs.get(3)[b * frames + j] : 0);
        }
        double largest = Arrays.stream(weights).max().orElseThrow();
        double sum = Arrays.stream(weights).map(s -> Math.exp(s - largest)).sum();
        return Arrays.stream(weights).map(s -> Math.exp(s - largest) / sum).toArray();
    }

    private double factor(int b, int h, int t, int j) {
        return kept.factor(((b * op.heads() + h) * frames + t) * frames + j);
    }

    private double[] forward() {
        double[] y = new double[inputs.get(0).length];
        for (int b = 0; b < op.clips(); b++) {
            for (int h = 0; h < op.heads(); h++) {
                for (int t = 0; t < frames; t++) {
                    double[] weights = weights(b, h, t);
                    for (int j = 0; j < frames; j++) {
                        for (int d = 0; d < headWidth; d++) {
                            y[place(b, h, t) + d] +=
                                    weights[j]
                                            * factor(b, h, t, j)
                                            * inputs.get(2)[place(b, h, j) + d];
                        }
                    }
                }
            }
        }
        return y;
    }

    private List<double[]> backward() {
        double[] dq = new double[inputs.get(0).length];
        double[] dk = new double[dq.length];
        double[] dv = new double[dq.length];
        for (int b = 0; b < op.clips(); b++) {
            for (int h = 0; h < op.heads(); h++) {
                for (int t = 0; t < frames; t++) {
                    backward(b, h, t, dq, dk, dv);
                }
            }
        }
        return List.of(dq, dk, dv);
    }

    private void backward(int b, int h, int t, double[] dq, double[] dk, double[] dv) {
        double[] dy = inputs.get(inputs.size() - 1);
        double[] weights = weights(b, h, t);
        double[] dWeights = new double[frames];
        double sum = 0;
        for (int j = 0; j < frames; j++) {
            double factor = factor(b, h, t, j);
            dWeights[j] =
                    factor
                            * dot(
                                    dy,
                                    place(b, h, t),
                                    inputs.get(2),
                                    place(b, h, j),
                                    headWidth);
            sum += dWeights[j] * weights[j];
            for (int d = 0; d < headWidth; d++) {
                dv[place(b, h, j) + d] += weights[j] * factor * dy[place(b, h, t) + d];
            }
        }
        for (int j = 0; j < frames; j++) {
            double dScore = weights[j] * (dWeights[j] - sum) * op.scale();
            for (int d = 0; d < headWidth; d++) {
                dq[place(b, h, t) + d] += dScore * inputs.get(1)[place(b, h, j) + d];
                dk[place(b, h, j) + d] += dScore * inputs.get(0)[place(b, h, t) + d];
            }
        }
    }
}
