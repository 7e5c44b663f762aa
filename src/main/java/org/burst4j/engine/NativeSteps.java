package org.burst4j.engine;

import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.kernel.Step;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Products and convolutions by ND4J's native operations. */
final class NativeSteps {
    private final StockOperations operations;
    private final ConvSteps convolutions;

    NativeSteps(StockOperations operations) {
        this.operations = operations;
        convolutions = new ConvSteps(operations);
    }

    /** Whether a node is one of them. */
    static boolean handles(Op op) {
        return op instanceof Op.MatMul || op instanceof Op.Conv || op instanceof Op.ConvGradient;
    }

    /** Binds a product or convolution. */
    Step bind(Node node, List<INDArray> inputs, List<INDArray> outputs) {
        if (node.op() instanceof Op.MatMul product) {
            return operations.product(
                    inputs.get(0),
                    inputs.get(1),
                    outputs.get(0),
                    product.transposeA(),
                    product.transposeB());
        }
        int kernel = node.input(1).shape().size(0);
        if (node.op() instanceof Op.Conv conv) {
            return convolutions.forward(
                    new ConvSteps.Geometry(kernel, conv.stride(), conv.padding()),
                    inputs.get(0),
                    inputs.get(1),
                    outputs.get(0));
        }
        Op.ConvGradient gradient = (Op.ConvGradient) node.op();
        return convolutions.backward(
                new ConvSteps.Geometry(kernel, gradient.stride(), gradient.padding()),
                inputs.get(0),
                inputs.get(1),
                inputs.get(2),
                outputs.get(0),
                outputs.get(1));
    }
}
