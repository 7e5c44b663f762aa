package org.burst4j.engine.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Layer and group normalisation for {@link Interpreter}. Both normalise sets of elements: place s +
 * step i of set s.
 */
final class InterpretedNorms {
    private final double epsilon;
    private final boolean gelu;
    private final int sets;
    private final int length;
    private final Layout layout;
    private final double[] gamma;
    private final double[] beta;

    /** Where element i of a set is, and which gamma and beta it has. */
    private interface Layout {
        int place(int set, int i);

        int weight(int set, int i);
    }

    private InterpretedNorms(
            double epsilon,
            boolean gelu,
            int sets,
            int length,
            Layout layout,
            double[] gamma,
            double[] beta) {
        this.epsilon = epsilon;
        this.gelu = gelu;
        this.sets = sets;
        this.length = length;
        this.layout = layout;
        this.gamma = gamma;
        this.beta = beta;
    }

    static List<double[]> run(Node node, List<double[]> in) {
        Shape shape = node.input(0).shape();
        if (node.op() instanceof Op.LayerNorm op) {
            return layer(op, shape, in).forward(in.get(0));
        } else if (node.op() instanceof Op.LayerNormGradient op) {
            List<double[]> all = layer(op.forward(), shape, in).backward(in);
            List<double[]> wanted = new ArrayList<>(List.of(all.get(0)));
            if (op.forward().scaled()) {
                wanted.add(all.get(1));
            }
            if (op.forward().shifted()) {
                wanted.add(all.get(2));
            }
            return wanted;
        } else if (node.op() instanceof Op.GroupNorm op) {
            return group(op, shape, in).forward(in.get(0));
        }
        return group(((Op.GroupNormGradient) node.op()).forward(), shape, in).backward(in);
    }

    private static InterpretedNorms layer(Op.LayerNorm op, Shape shape, List<double[]> in) {
        int columns = shape.columns();
        double[] ones = new double[columns];
        Arrays.fill(ones, 1);
        Layout rows =
                new Layout() {
                    @Override
                    public int place(int set, int i) {
                        return set * columns + i;
                    }

                    @Override
                    public int weight(int set, int i) {
                        return i;
                    }
                };
        return new InterpretedNorms(
                op.epsilon(),
                op.gelu(),
                shape.rows(),
                columns,
                rows,
                op.scaled() ? in.get(1) : ones,
                op.shifted() ? in.get(op.scaled() ? 2 : 1) : new double[columns]);
    }

    private static InterpretedNorms group(Op.GroupNorm op, Shape shape, List<double[]> in) {
        int frames = shape.size(1);
        int channels = shape.size(2);
        Layout columns =
                new Layout() {
                    @Override
                    public int place(int set, int i) {
                        return (set / channels * frames + i) * channels + set % channels;
                    }

                    @Override
                    public int weight(int set, int i) {
                        return set % channels;
                    }
                };
        return new InterpretedNorms(
                op.epsilon(),
                op.gelu(),
                shape.size(0) * channels,
                frames,
                columns,
                in.get(1),
                in.get(2));
    }

    private List<double[]> forward(double[] x) {
        double[] y = new double[x.length];
        double[] means = new double[sets];
        double[] inverses = new double[sets];
        for (int s = 0; s < sets; s++) {
            double mean = 0;
            for (int i = 0; i < length; i++) {
                mean += x[layout.place(s, i)] / length;
            }
            double variance = 0;
            for (int i = 0; i < length; i++) {
                variance += Math.pow(x[layout.place(s, i)] - mean, 2) / length;
            }
            means[s] = mean;
            inverses[s] = 1 / Math.sqrt(variance + epsilon);
            for (int i = 0; i < length; i++) {
                int place = layout.place(s, i);
                int w = layout.weight(s, i);
                double z = (x[place] - mean) * inverses[s] * gamma[w] + beta[w];
                y[place] = gelu ? z * InterpretedElements.phi(z) : z;
            }
        }
        return List.of(y, means, inverses);
    }

    /** Gradients of x, gamma and beta; the inputs end with means, inverse deviations and dy. */
    private List<double[]> backward(List<double[]> in) {
        double[] x = in.get(0);
        double[] dy = in.get(in.size() - 1);
        double[] inverses = in.get(in.size() - 2);
        double[] means = in.get(in.size() - 3);
        double[] dx = new double[x.length];
        double[] dGamma = new double[gamma.length];
        double[] dBeta = new double[beta.length];
        for (int s = 0; s < sets; s++) {
            double[] normal = new double[length];
            double[] slope = new double[length];
            double mean = 0;
            double product = 0;
            for (int i = 0; i < length; i++) {
                int place = layout.place(s, i);
                int w = layout.weight(s, i);
                normal[i] = (x[place] - means[s]) * inverses[s];
                double z = normal[i] * gamma[w] + beta[w];
                double dz = gelu ? InterpretedElements.gelu(z, dy[place]) : dy[place];
                dGamma[w] += dz * normal[i];
                dBeta[w] += dz;
                slope[i] = dz * gamma[w];
                mean += slope[i] / length;
                product += slope[i] * normal[i] / length;
            }
            for (int i = 0; i < length; i++) {
                dx[layout.place(s, i)] = inverses[s] * (slope[i] - mean - normal[i] * product);
            }
        }
        return List.of(dx, dGamma, dBeta);
    }
}
