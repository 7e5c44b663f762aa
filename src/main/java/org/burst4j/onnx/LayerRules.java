package org.burst4j.onnx;

import java.util.Arrays;
import java.util.Map;

/** Shapes of the results of layers, whose values are never needed here. */
final class LayerRules {
    /** The first version of the operators in which a softmax without axis is over the last one. */
    private static final int SOFTMAX_OF_LAST_AXIS = 13;

    private LayerRules() {}

    static void addTo(Map<String, Evaluator.Rule> rules) {
        for (String op :
                new String[] {
                    "LayerNormalization",
                    "InstanceNormalization",
                    "GroupNormalization",
                    "Erf",
                    "Gelu",
                    "Dropout"
                }) {
            rules.put(op, LayerRules::sameShape);
        }
        rules.put(Macro.WEIGHT_NORM, call -> OnnxTensor.hollow(call.in(1).type(), call.shape(1)));
        rules.put("Gemm", LayerRules::gemm);
        rules.put("Attention", LayerRules::attention);
        rules.put("Softmax", LayerRules::softmax);
        rules.put("MatMul", LayerRules::matMul);
        rules.put("Conv", LayerRules::conv);
    }

    private static OnnxTensor sameShape(Call call) {
        return OnnxTensor.hollow(call.in(0).type(), call.shape(0));
    }

    private static OnnxTensor softmax(Call call) {
        if (!call.node().has("axis") && call.opset() < SOFTMAX_OF_LAST_AXIS) {
            throw new ArithmeticException("a softmax over all axes but the first");
        }
        return sameShape(call);
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

    private static OnnxTensor gemm(Call call) {
        long[] a = call.shape(0);
        long[] b = call.shape(1);
        boolean turnedA = call.node().integer("transA", 0) != 0;
        boolean turnedB = call.node().integer("transB", 0) != 0;
        if (a.length != 2 || b.length != 2 || a[turnedA ? 0 : 1] != b[turnedB ? 1 : 0]) {
            throw new ArithmeticException(
                    "no product of " + Arrays.toString(a) + " and " + Arrays.toString(b));
        }
        return OnnxTensor.hollow(call.in(0).type(), a[turnedA ? 1 : 0], b[turnedB ? 0 : 1]);
    }

    /** With the heads as an axis of their own: [B,H,T,d] of each of query, key and value. */
    private static OnnxTensor attention(Call call) {
        long[] query = call.shape(0);
        long[] value = call.shape(2);
        if (query.length != 4 || value.length != 4 || call.node().outputs().size() > 1) {
            throw new ArithmeticException("an attention of this kind");
        }
        return OnnxTensor.hollow(call.in(0).type(), query[0], query[1], query[2], value[3]);
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
