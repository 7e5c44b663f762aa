package org.burst4j.engine.read;

import java.util.Arrays;
import java.util.Map;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/** Products of matrices, convolutions, and the biases behind them. */
final class ProductRules {
    private ProductRules() {}

    static void addTo(Map<String, Rule> rules) {
        rules.put("matmul", ProductRules::matmul);
        rules.put("biasadd", ProductRules::biasAdd);
        rules.put("conv1d", ProductRules::conv);
    }

    private static boolean matmul(Call call) {
        double[] factors = call.reals();
        boolean plain = factors.length < 1 || factors[0] == 1;
        boolean resultTransposed = call.integer(2, 0) != 0;
        if (!plain || resultTransposed || call.inputs() != 2) {
            return false;
        }
        Value a = call.value(0);
        Value b = call.value(1);
        int rank = a.shape().rank();
        if (rank < 2 || rank != b.shape().rank() || !sameBatch(a.shape(), b.shape())) {
            return false;
        }
        Op.MatMul product = new Op.MatMul(call.integer(0, 0) != 0, call.integer(1, 0) != 0);
        if (rank <= 3) {
            return call.give(product, a, b);
        }
        Value y = call.add(product, matrices(call, a), matrices(call, b));
        int[] sizes = a.shape().sizes();
        sizes[rank - 2] = y.shape().size(1);
        sizes[rank - 1] = y.shape().size(2);
        return call.reshaped(y, Shape.of(sizes));
    }

    private static boolean sameBatch(Shape a, Shape b) {
        int batch = a.rank() - 2;
        return Arrays.equals(a.sizes(), 0, batch, b.sizes(), 0, batch);
    }

    private static Value matrices(Call call, Value x) {
        int rows = x.shape().size(-2);
        int columns = x.shape().size(-1);
        int count = x.shape().elements() / rows / columns;
        return call.add(new Op.Reshape(Shape.of(count, rows, columns)), x);
    }

    private static boolean biasAdd(Call call) {
        Value x = call.value(0);
        Value bias = call.value(1);
        boolean last = !call.truth(0) || x.shape().rank() == 2;
        return last
                && bias.shape().elements() == x.shape().columns()
                && call.give(new Op.Binary(BinaryKind.ADD), x, bias);
    }

    /** Arguments: kernel, stride, padding, dilation, padding mode, layout, layout of weights. */
    private static boolean conv(Call call) {
        int[] all = call.integers();
        boolean known =
                all.length >= 6
                        && all[3] == 1
                        && all[4] == 0
                        && all[5] == 1
                        && (all.length == 6 || all[6] == 0);
        if (!known) {
            return false;
        }
        Op.Conv conv = new Op.Conv(all[1], all[2]);
        Value x = call.value(0);
        Value weight = call.value(1);
        if (call.inputs() == 2) {
            return call.give(conv, x, weight);
        }
        return call.give(new Op.Binary(BinaryKind.ADD), call.add(conv, x, weight), call.value(2));
    }
}
