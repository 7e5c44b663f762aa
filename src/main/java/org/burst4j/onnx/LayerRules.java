package org.burst4j.onnx;

import java.util.Arrays;
import java.util.Map;

/** Shapes of the results of layers, whose values are never needed here. */
final class LayerRules {
    private LayerRules() {}

    static void addTo(Map<String, Evaluator.Rule> rules) {
        for (String op : new String[] {"Softmax", "LayerNormalization", "Erf", "Gelu", "Dropout"}) {
            rules.put(op, LayerRules::sameShape);
        }
        rules.put("MatMul", LayerRules::matMul);
        rules.put("Conv", LayerRules::conv);
    }

    private static OnnxTensor sameShape(Call call) {
        return OnnxTensor.hollow(call.in(0).type(), call.shape(0));
    }

    private static OnnxTensor matMul(Call call) {
        long[] a = call.shape(0);
        long[] b = call.shape(1);
        if (a.length < 2 || b.length < 2 || a[a.length - 1] != b[b.length - 2]) {
            throw new ArithmeticException(
                    "no product of " + Arrays.toString(a) + " and " + Arrays.toString(b));
        }
        long[] outer =
                Shapes.broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
        long[] to = Arrays.copyOf(outer, outer.length + 2);
        to[to.length - 2] = a[a.length - 2];
        to[to.length - 1] = b[b.length - 1];
        return OnnxTensor.hollow(call.in(0).type(), to);
    }

    private static OnnxTensor conv(Call call) {
        long[] x = call.shape(0);
        long[] weight = call.shape(1);
        OnnxNode node = call.node();
        int spatial = x.length - 2;
        long[] strides = node.integers("strides", filled(spatial, 1));
        long[] dilations = node.integers("dilations", filled(spatial, 1));
        long[] pads = node.integers("pads", filled(2 * spatial, 0));
        if (weight.length != x.length
                || !node.text("auto_pad", "NOTSET").equals("NOTSET")
                || x[1] != weight[1] * node.integer("group", 1)) {
            throw new ArithmeticException("a convolution of this kind");
        }
        long[] to = x.clone();
        to[1] = weight[0];
        for (int i = 0; i < spatial; i++) {
            long padded = x[i + 2] + pads[i] + pads[i + spatial];
            long span = (weight[i + 2] - 1) * dilations[i] + 1;
            to[i + 2] = Math.floorDiv(padded - span, strides[i]) + 1;
        }
        return OnnxTensor.hollow(call.in(0).type(), to);
    }

    private static long[] filled(int size, long value) {
        long[] values = new long[size];
        Arrays.fill(values, value);
        return values;
    }
}
