package org.burst4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.kernel.Step;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Floor;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's operations with their arrays set once. */
final class StockOperations implements AutoCloseable {
    private final List<AutoCloseable> owned = new ArrayList<>();

    /** Does something to an operation's context before each run. */
    interface Preparation {
        void prepare(long seed, OpContext context);
    }

    /** An array that is closed with the operations. */
    INDArray own(INDArray array) {
        owned.add(array);
        return array;
    }

    /** Anything else that is closed with the operations. */
    void own(AutoCloseable resource) {
        owned.add(resource);
    }

    /** C = A B, with each of the two transposed or not. */
    Step product(INDArray a, INDArray b, INDArray c, boolean transposeA, boolean transposeB) {
        return bind(
                DynamicCustomOp.builder("matmul").build(),
                List.of(a, b),
                List.of(c),
                new long[] {transposeA ? 1 : 0, transposeB ? 1 : 0, 0},
                1.0,
                0.0);
    }

    /** An operation with floating point arguments or none. */
    Step bind(String name, List<INDArray> inputs, List<INDArray> outputs, double... numbers) {
        return bind(DynamicCustomOp.builder(name).build(), inputs, outputs, new long[0], numbers);
    }

    /** A native operation with all its arguments. */
    Step bind(
            DynamicCustomOp operation,
            List<INDArray> inputs,
            List<INDArray> outputs,
            long[] integers,
            double... numbers) {
        OpContext context = context(inputs, outputs);
        if (integers.length > 0) {
            context.setIArguments(integers);
        }
        if (numbers.length > 0) {
            context.setTArguments(numbers);
        }
        return seed -> Nd4j.getExecutioner().exec(operation, context);
    }

    private OpContext context(List<INDArray> inputs, List<INDArray> outputs) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        owned.add(context);
        context.setInputArrays(inputs.toArray(new INDArray[0]));
        context.setOutputArrays(outputs.toArray(new INDArray[0]));
        return context;
    }

    Step concat(int axis, List<INDArray> inputs, List<INDArray> outputs) {
        return bind(DynamicCustomOp.builder("concat").build(), inputs, outputs, new long[] {axis});
    }

    Step reduce(Op.Reduce reduce, INDArray x, INDArray y) {
        String name =
                switch (reduce.kind()) {
                    case SUM -> "reduce_sum";
                    case MEAN -> "reduce_mean";
                    case MAX -> "reduce_max";
                    case MIN -> "reduce_min";
                };
        double keep = reduce.keep() ? 1 : 0;
        long[] axes = reduce.axes().stream().mapToLong(Integer::longValue).toArray();
        return bind(DynamicCustomOp.builder(name).build(), List.of(x), List.of(y), axes, keep);
    }

    Step softmaxGradient(INDArray softmax, INDArray gradient, INDArray y) {
        int last = softmax.rank() - 1;
        return seed -> {
            y.assign(softmax).muli(gradient);
            try (INDArray sums = y.sum(true, last);
                    INDArray share = softmax.mul(sums.broadcast(softmax.shape()))) {
                y.subi(share);
            }
        };
    }

    Step random(Op.Uniform uniform, INDArray y, Preparation preparation) {
        INDArray shape = own(Nd4j.createFromArray(uniform.shape().longs()));
        OpContext context = context(List.of(shape), List.of(y));
        context.setTArguments(uniform.low(), uniform.high());
        DynamicCustomOp operation = DynamicCustomOp.builder("randomuniform").build();
        return seed -> {
            preparation.prepare(seed, context);
            Nd4j.getExecutioner().exec(operation, context);
        };
    }

    static Step transform(UnaryKind kind, INDArray x, INDArray y) {
        TransformOp operation =
                switch (kind) {
                    case EXP -> new Exp(x, y);
                    case LOG -> new Log(x, y);
                    case ABS -> new Abs(x, y);
                    case SIGN -> new Sign(x, y);
                    case FLOOR -> new Floor(x, y);
                    case ERF -> new Erf(x, y);
                    default -> null;
                };
        return operation == null
                ? seed -> Nd4j.getExecutioner().exec(new Sqrt(x, y))
                : seed -> Nd4j.getExecutioner().exec(operation);
    }

    @Override
    public void close() {
        owned.forEach(StockOperations::close);
        owned.clear();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(resource + " stays open", e);
        }
    }
}
