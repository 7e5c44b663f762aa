package org.burst4j.engine;

import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.kernel.Step;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Products and convolutions by ND4J's native operations: a run makes one native call for each,
 * without looking anything up.
 */
final class NativeSteps {
    private final StockOperations operations;

    NativeSteps(StockOperations operations) {
        this.operations = operations;
    }

    /** Whether a node is one of them. */
    static boolean handles(Op op) {
        return op instanceof Op.MatMul || op instanceof Op.Conv || op instanceof Op.ConvGradient;
    }

    /** Binds a product or convolution. */
    Step bind(Node node, List<INDArray> inputs, List<INDArray> outputs) {
        if (node.op() instanceof Op.MatMul product) {
            long[] transposed = {product.transposeA() ? 1 : 0, product.transposeB() ? 1 : 0, 0};
            return operations.bind(
                    DynamicCustomOp.builder("matmul").build(),
                    inputs,
                    outputs,
                    transposed,
                    1.0,
                    0.0);
        }
        int kernel = node.input(1).shape().size(0);
        if (node.op() instanceof Op.Conv conv) {
            return convolution(
                    "conv1d", kernel, conv.stride(), conv.padding(), inputs, outputs);
        }
        Op.ConvGradient gradient = (Op.ConvGradient) node.op();
        return convolution(
                "conv1d_bp", kernel, gradient.stride(), gradient.padding(), inputs, outputs);
    }

    private Step convolution(
            String name,
            long kernel,
            long stride,
            long padding,
            List<INDArray> inputs,
            List<INDArray> outputs) {
        long dilation = 1;
        long valid = 0; // padding mode: as given
        long channelsLast = 1;
        long kernelFirst = 0; // weights [k,in,out]
        return operations.bind(
                DynamicCustomOp.builder(name).build(),
                inputs,
                outputs,
                new long[] {kernel, stride, padding, dilation, valid, channelsLast, kernelFirst});
    }
}
