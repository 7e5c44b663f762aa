package org.burst4j.engine.ir;

import java.util.List;

/** Convolutions over time, of one or more groups, for {@link Interpreter}. */
final class InterpretedConv {
    private final int groups;
    private final int stride;
    private final int padding;
    private final Shape x;
    private final Shape weight;
    private final Shape y;

    InterpretedConv(Node node, int groups, int stride, int padding) {
        this.groups = groups;
        this.stride = stride;
        this.padding = padding;
        x = node.input(0).shape();
        weight = node.input(1).shape();
        y = node.inputs().size() == 3 ? node.input(2).shape() : node.output().shape();
        if (weight.size(1) * groups != x.size(2)) {
            throw new AssertionError("channels do not fit: " + node);
        }
    }

    /** Takes the places of one product of the sum. */
    @FunctionalInterface
    private interface Product {
        void at(int input, int factor, int output);
    }

    private void each(Product product) {
        int channels = x.size(2);
        int groupChannels = weight.size(1);
        int outChannels = weight.size(2);
        for (int b = 0; b < y.size(0); b++) {
            for (int t = 0; t < y.size(1); t++) {
                for (int k = 0; k < weight.size(0); k++) {
                    int from = t * stride + k - padding;
                    if (from < 0 || from >= x.size(1)) {
                        continue;
                    }
                    for (int c = 0; c < groupChannels; c++) {
                        for (int o = 0; o < outChannels; o++) {
                            int group = o / (outChannels / groups);
                            product.at(
                                    (b * x.size(1) + from) * channels + group * groupChannels + c,
                                    (k * groupChannels + c) * outChannels + o,
                                    (b * y.size(1) + t) * outChannels + o);
                        }
                    }
                }
            }
        }
    }

    double[] forward(List<double[]> in) {
        double[] result = new double[y.elements()];
        each((i, w, o) -> result[o] += in.get(0)[i] * in.get(1)[w]);
        return result;
    }

    List<double[]> backward(List<double[]> in) {
        double[] dx = new double[x.elements()];
        double[] dWeight = new double[weight.elements()];
        each(
                (i, w, o) -> {
                    dx[i] += in.get(1)[w] * in.get(2)[o];
                    dWeight[w] += in.get(0)[i] * in.get(2)[o];
                });
        return List.of(dx, dWeight);
    }
}
