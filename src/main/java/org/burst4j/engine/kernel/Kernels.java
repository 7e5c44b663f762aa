package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Expression.Access;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;

/** Chooses the kernel of a node. */
public final class Kernels {
    private Kernels() {}

    /**
     * Whether a kernel here runs a node faster than ND4J's native operation does.
     *
     * @param node a product or convolution
     * @return true for convolutions without padding, if BLAS has loops for this processor
     */
    public static boolean isFaster(Node node) {
        return WindowConvKernel.handles(node);
    }

    /**
     * Binds a node to memory. Everything is checked and allocated here, nothing in a run.
     *
     * @param node any but MatMul, ConvGradient, Stock, Reshape and StopGradient; Conv where {@link
     *     #isFaster} says so
     * @param inputs a direct buffer for each input, of its number of elements, from position 0
     * @param outputs the same for each output; an output may be an input's memory where {@link
     *     #mayShare} says so
     * @param workers share the work
     * @return what runs it
     * @throws ModelException if there is no kernel for the operation
     */
    public static Step bind(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        Op op = node.op();
        if (op instanceof Op.Fused fused) {
            return fused(fused.expression(), inputs, outputs, workers);
        } else if (isElementwise(op)) {
            return single(node, inputs, outputs, workers);
        } else if (op instanceof Op.LayerNorm) {
            return new LayerNormKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.LayerNormGradient) {
            return new LayerNormGradientKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.GroupNorm) {
            return new GroupNormKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.GroupNormGradient) {
            return new GroupNormGradientKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.Softmax || op instanceof Op.SoftmaxGradient) {
            return new SoftmaxKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.Reduce) {
            return Reductions.bind(node, inputs.get(0), outputs.get(0), workers);
        } else if (op instanceof Op.ArgMax) {
            return new ArgMaxKernel(node, inputs.get(0), outputs.get(0));
        } else if (op instanceof Op.Attention) {
            return new AttentionKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.AttentionGradient) {
            return new AttentionGradientKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.GroupedConv) {
            return new GroupedConvKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.GroupedConvGradient) {
            return new GroupedConvGradientKernel(node, inputs, outputs, workers);
        } else if (op instanceof Op.Conv) {
            return new WindowConvKernel(node, inputs, outputs, workers);
        }
        return copy(node, inputs, outputs.get(0), workers);
    }

    private static Step copy(
            Node node, List<FloatBuffer> inputs, FloatBuffer output, Workers workers) {
        Op op = node.op();
        int elements = node.output().shape().elements();
        if (op instanceof Op.Fill fill) {
            return Copies.fill(output, elements, fill.value(), workers);
        } else if (op instanceof Op.Uniform uniform) {
            BlockKernel.Source drawn =
                    (seed, from, into, length) ->
                            RandomBits.uniform(
                                    seed,
                                    uniform.name(),
                                    uniform.low(),
                                    uniform.high(),
                                    from,
                                    into,
                                    length);
            return new BlockKernel(output, elements, drawn, workers);
        } else if (op instanceof Op.Broadcast) {
            return Copies.broadcast(node, inputs.get(0), output, workers);
        } else if (op instanceof Op.Permute) {
            return Copies.permute(node, inputs.get(0), output, workers);
        } else if (op instanceof Op.Slice) {
            return Copies.slice(node, inputs.get(0), output, workers);
        } else if (op instanceof Op.SliceGradient) {
            return Copies.sliceGradient(node, inputs.get(0), output, workers);
        } else if (op instanceof Op.Concat) {
            return Copies.concat(node, inputs, output, workers);
        }
        throw new ModelException("no kernel for " + node, "This is a defect of the engine.");
    }

    private static boolean isElementwise(Op op) {
        return op instanceof Op.Unary
                || op instanceof Op.Affine
                || op instanceof Op.Clip
                || op instanceof Op.Compare
                || op instanceof Op.Binary
                || op instanceof Op.Dropout
                || op instanceof Op.GeluGradient;
    }

    private static Step fused(
            Expression expression,
            List<FloatBuffer> inputs,
            List<FloatBuffer> outputs,
            Workers workers) {
        List<Operand> operands = new ArrayList<>();
        int elements = expression.shape().elements();
        for (int i = 0; i < inputs.size(); i++) {
            operands.add(Operand.of(inputs.get(i), expression.accesses().get(i), elements));
        }
        return new ExpressionKernel(expression, operands, inputs, outputs, workers);
    }

    private static Step single(
            Node node, List<FloatBuffer> inputs, List<FloatBuffer> outputs, Workers workers) {
        Shape shape = node.output().shape();
        List<Operand> operands = new ArrayList<>();
        List<Expression.Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            operands.add(Operand.of(inputs.get(i), node.input(i).shape(), shape));
            instructions.add(new Expression.Load(i));
        }
        instructions.add(ElementLoops.instruction(node.op()));
        Expression expression =
                new Expression(shape, List.of(), instructions, List.of(inputs.size()));
        return new ExpressionKernel(expression, operands, inputs, outputs, workers);
    }

    /**
     * Whether an output may be written over an input. Never so for attention and grouped
     * convolutions: their products read inputs where they are, after outputs were written.
     *
     * @param node the node
     * @param input number of the input
     * @param output number of the output
     * @return false unless each element is read before its place is written
     */
    public static boolean mayShare(Node node, int input, int output) {
        Op op = node.op();
        if (op instanceof Op.Fused fused) {
            Expression expression = fused.expression();
            Access whole = new Access(1, expression.shape().elements());
            return expression.accesses().get(input).equals(whole);
        } else if (isElementwise(op)) {
            return node.input(input).shape().elements() == node.output().shape().elements();
        } else if (op instanceof Op.LayerNorm
                || op instanceof Op.GroupNorm
                || op instanceof Op.Softmax) {
            return input == 0 && output == 0;
        } else if (op instanceof Op.LayerNormGradient || op instanceof Op.GroupNormGradient) {
            return output == 0 && (input == 0 || input == node.inputs().size() - 1);
        }
        return op instanceof Op.SoftmaxGradient;
    }
}
