package org.burst4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.kernel.Step;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products and convolutions by ND4J's native operations, each with its arrays set once: a run makes
 * one native call, without looking anything up.
 */
final class NativeSteps implements AutoCloseable {
    private final List<OpContext> contexts = new ArrayList<>();

    /** Whether a node is one of them. */
    static boolean handles(Op op) {
        return op instanceof Op.MatMul || op instanceof Op.Conv || op instanceof Op.ConvGradient;
    }

    /** Binds a product or convolution. */
    Step bind(Node node, List<INDArray> inputs, List<INDArray> outputs) {
        if (node.op() instanceof Op.MatMul product) {
            DynamicCustomOp operation =
                    DynamicCustomOp.builder("matmul")
                            .addIntegerArguments(
                                    product.transposeA() ? 1 : 0, product.transposeB() ? 1 : 0, 0)
                            .addFloatingPointArguments(1.0, 0.0)
                            .build();
            return bind(operation, inputs, outputs);
        }
        int kernel = node.input(1).shape().size(0);
        if (node.op() instanceof Op.Conv conv) {
            return bind(
                    convolution("conv1d", kernel, conv.stride(), conv.padding()), inputs, outputs);
        }
        Op.ConvGradient gradient = (Op.ConvGradient) node.op();
        return bind(
                convolution("conv1d_bp", kernel, gradient.stride(), gradient.padding()),
                inputs,
                outputs);
    }

    private static DynamicCustomOp convolution(
            String name, int kernel, int stride, int padding) {
        int dilation = 1;
        int valid = 0; // padding mode: as given
        int channelsLast = 1;
        int kernelFirst = 0; // weights [k,in,out]
        return DynamicCustomOp.builder(name)
                .addIntegerArguments(
                        kernel, stride, padding, dilation, valid, channelsLast, kernelFirst)
                .build();
    }

    private Step bind(DynamicCustomOp operation, List<INDArray> inputs, List<INDArray> outputs) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        contexts.add(context);
        context.setInputArrays(inputs.toArray(new INDArray[0]));
        context.setOutputArrays(outputs.toArray(new INDArray[0]));
        context.setIArguments(operation.iArgs());
        if (operation.numTArguments() > 0) {
            context.setTArguments(operation.tArgs());
        }
        return seed -> Nd4j.getExecutioner().exec(operation, context);
    }

    @Override
    public void close() {
        contexts.forEach(
                context -> {
                    try {
                        context.close();
                    } catch (Exception e) {
                        throw new IllegalStateException("an operation's context stays open", e);
                    }
                });
        contexts.clear();
    }
}
