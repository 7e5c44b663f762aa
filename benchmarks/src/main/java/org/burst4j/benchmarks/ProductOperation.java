package org.burst4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.burst4j.ModelException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix product or convolution, or the gradient of one, as a graph called it: the operation, its
 * arguments and the shapes and orders of its arrays.
 *
 * @param name of the operation: one of {@link #KINDS}
 * @param inputs of the call
 * @param outputs of the call
 * @param integers integer arguments
 * @param reals floating point arguments
 * @param flags boolean arguments
 */
record ProductOperation(
        String name,
        List<Layout> inputs,
        List<Layout> outputs,
        List<Long> integers,
        List<Double> reals,
        List<Boolean> flags) {
    /** The operations that count: all others are element-wise, reductions or copies. */
    static final Set<String> KINDS = Set.of("matmul", "matmul_bp", "conv1d", "conv1d_bp");

    /**
     * Shape and order of an array.
     *
     * @param order 'c' or 'f'
     * @param shape lengths
     */
    record Layout(char order, List<Long> shape) {
        static Layout of(INDArray array) {
            return new Layout(array.ordering(), Arrays.stream(array.shape()).boxed().toList());
        }

        long[] lengths() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }

        double elements() {
            return (double) Arrays32.product(lengths());
        }

        INDArray random(long seed) {
            INDArray array = Arrays32.normal(seed, lengths());
            return order == 'c' ? array : array.dup('f');
        }

        INDArray empty() {
            return Nd4j.create(Nd4j.dataType(), lengths(), order);
        }
    }

    /** Copies what describes a call; must be made before the call, whose context is reused. */
    static ProductOperation of(String name, OpContext context) {
        return new ProductOperation(
                name,
                layouts(context.getInputArrays()),
                layouts(context.getOutputArrays()),
                List.copyOf(context.getIArguments()),
                List.copyOf(context.getTArguments()),
                List.copyOf(context.getBArguments()));
    }

    /** A product of matrices as they lie, row after row. */
    static ProductOperation matmul(List<Long> left, List<Long> right, List<Long> result) {
        return new ProductOperation(
                "matmul",
                List.of(new Layout('c', left), new Layout('c', right)),
                List.of(new Layout('c', result)),
                List.of(0L, 0L, 0L),
                List.of(),
                List.of());
    }

    private static List<Layout> layouts(List<INDArray> arrays) {
        return arrays.stream().map(Layout::of).toList();
    }

    /**
     * Floating point operations: 2 for each multiplication with its addition. A gradient makes two
     * products of the forward pass's size.
     */
    double flops() {
        return switch (name) {
            case "matmul" -> productFlops(outputs.get(0));
            case "matmul_bp" -> 2 * productFlops(inputs.get(2));
            case "conv1d" -> convolutionFlops(outputs.get(0));
            case "conv1d_bp" -> 2 * convolutionFlops(inputs.get(inputs.size() - 1));
            default ->
                    throw new ModelException(
                            "operation " + name + " is none of " + KINDS,
                            "Say in ProductOperation how many products it makes.");
        };
    }

    /** [...,M,K] x [...,K,N], transposed or not: the lengths tell K. */
    private double productFlops(Layout result) {
        long[] shape = result.lengths();
        double batch =
                Arrays32.product(Arrays.copyOf(shape, Math.max(0, shape.length - 2))); // 1 or B*H
        double inner =
                Math.sqrt(
                        inputs.get(0).elements()
                                * inputs.get(1).elements()
                                / (result.elements() * batch));
        return 2 * result.elements() * inner;
    }

    /** Each number of the result [B,T',Cout] is a sum over k * Cin; weights are [k,Cin,Cout]. */
    private double convolutionFlops(Layout result) {
        List<Long> weight = inputs.get(1).shape();
        return 2 * result.elements() * weight.get(0) * weight.get(1);
    }

    /** The call over arrays of its own, to be timed. */
    Call call() {
        List<INDArray> arrays = new ArrayList<>();
        inputs.forEach(layout -> arrays.add(layout.random(arrays.size() + 1)));
        List<INDArray> results = outputs.stream().map(Layout::empty).toList();
        DynamicCustomOp operation =
                DynamicCustomOp.builder(name)
                        .addInputs(arrays.toArray(new INDArray[0]))
                        .addOutputs(results.toArray(new INDArray[0]))
                        .build();
        integers.forEach(operation::addIArgument);
        reals.forEach(operation::addTArgument);
        flags.forEach(operation::addBArgument);
        return new Call(operation, arrays, results);
    }

    /**
     * An operation with its arrays.
     *
     * @param operation ready to run
     * @param inputs owned
     * @param outputs owned
     */
    record Call(CustomOp operation, List<INDArray> inputs, List<INDArray> outputs)
            implements AutoCloseable {
        void run() {
            Nd4j.exec(operation);
        }

        @Override
        public void close() {
            inputs.forEach(INDArray::close);
            outputs.forEach(INDArray::close);
        }
    }
}
