package org.burst4j.engine;

import java.util.Arrays;
import java.util.List;
import org.burst4j.ModelException;
import org.burst4j.SplitMix64;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.kernel.Step;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Elementary operations by ND4J's own, for devices whose memory Java cannot reach. Macros are not
 * recognised in programs that run so.
 */
final class StockSteps {
    private final StockOperations operations;

    StockSteps(StockOperations operations) {
        this.operations = operations;
    }

    /** Binds a node to its arrays. */
    Step bind(Node node, List<INDArray> inputs, List<INDArray> outputs) {
        Op op = node.op();
        INDArray y = outputs.get(0);
        if (op instanceof Op.Fill fill) {
            return seed -> y.assign(fill.value());
        }
        if (op instanceof Op.Uniform uniform) {
            return uniform(uniform, y);
        }
        INDArray x = inputs.get(0);
        if (op instanceof Op.Unary unary) {
            return unary(unary.kind(), x, y);
        }
        if (op instanceof Op.Affine affine) {
            return seed -> y.assign(x).muli(affine.scale()).addi(affine.shift());
        }
        if (op instanceof Op.Clip clip) {
            return operations.bind("clipbyvalue", inputs, outputs, clip.low(), clip.high());
        }
        if (op instanceof Op.Compare compare) {
            INDArray with =
                    operations.own(Nd4j.valueArrayOf(x.shape(), compare.with(), DataType.FLOAT));
            return compare(compare.kind(), List.of(x, with), y);
        }
        if (op instanceof Op.Binary binary) {
            return binary(binary.kind(), inputs, outputs);
        }
        if (op instanceof Op.Broadcast) {
            // A sum with zeros repeats the other operand by the same rule.
            INDArray zeros = operations.own(Nd4j.zeros(DataType.FLOAT, y.shape()));
            return operations.bind("add", List.of(zeros, x), outputs);
        }
        if (op instanceof Op.Reduce reduce) {
            return operations.reduce(reduce, x, y);
        }
        return moves(node, inputs, outputs);
    }

    private Step moves(Node node, List<INDArray> inputs, List<INDArray> outputs) {
        Op op = node.op();
        INDArray x = inputs.get(0);
        INDArray y = outputs.get(0);
        if (op instanceof Op.Permute permute) {
            INDArray permuted =
                    x.permute(permute.axes().stream().mapToInt(Integer::intValue).toArray());
            return seed -> y.assign(permuted);
        }
        if (op instanceof Op.Concat concat) {
            return operations.concat(concat.axis(), inputs, outputs);
        }
        if (op instanceof Op.Slice slice) {
            INDArrayIndex[] indices = indices(slice.begin(), slice.stride(), y.shape());
            INDArray part = x.get(indices);
            // Where ND4J drops axes of one element the part is looked up and shaped in each run.
            return Arrays.equals(part.shape(), y.shape())
                    ? seed -> y.assign(part)
                    : seed -> y.assign(x.get(indices).reshape(y.shape()));
        }
        if (op instanceof Op.SliceGradient slice) {
            INDArrayIndex[] indices = indices(slice.begin(), slice.stride(), x.shape());
            return seed -> {
                y.assign(0);
                y.put(indices, x);
            };
        }
        if (op instanceof Op.Softmax) {
            return operations.bind("softmax", inputs, outputs);
        }
        if (op instanceof Op.SoftmaxGradient) {
            return operations.softmaxGradient(inputs.get(0), inputs.get(1), y);
        }
        if (op instanceof Op.ArgMax argMax) {
            return seed -> {
                try (INDArray places = Nd4j.argMax(x, argMax.axis())) {
                    y.assign(places);
                }
            };
        }
        throw new ModelException(
                "no stock operation stands for " + op, "Use --engine samediff on this device.");
    }

    private static INDArrayIndex[] indices(
            List<Integer> begin, List<Integer> stride, long[] shape) {
        INDArrayIndex[] indices = new INDArrayIndex[shape.length];
        Arrays.setAll(
                indices,
                axis -> {
                    long first = begin.get(axis);
                    long step = stride.get(axis);
                    return NDArrayIndex.interval(first, step, first + (shape[axis] - 1) * step + 1);
                });
        return indices;
    }

    private Step unary(UnaryKind kind, INDArray x, INDArray y) {
        List<INDArray> in = List.of(x);
        List<INDArray> out = List.of(y);
        return switch (kind) {
            case NEGATE -> seed -> y.assign(x).negi();
            case RECIPROCAL -> seed -> y.assign(x).rdivi(1.0);
            case SQUARE -> operations.bind("multiply", List.of(x, x), out);
            case SIGMOID -> operations.bind("sigmoid", in, out);
            case TANH -> operations.bind("tanh", in, out);
            case RELU -> operations.bind("relu", in, out, 0.0);
            case EXP, LOG, SQRT, ABS, SIGN, FLOOR, ERF -> StockOperations.transform(kind, x, y);
            case GELU ->
                    throw new ModelException(
                            "GELU is a macro, which stock operations do not have",
                            "This is a defect of the compiler.");
        };
    }

    private Step binary(BinaryKind kind, List<INDArray> inputs, List<INDArray> outputs) {
        return switch (kind) {
            case ADD -> operations.bind("add", inputs, outputs);
            case SUBTRACT -> operations.bind("subtract", inputs, outputs);
            case MULTIPLY -> operations.bind("multiply", inputs, outputs);
            case DIVIDE -> operations.bind("divide", inputs, outputs);
            case MAXIMUM -> operations.bind("maximum", inputs, outputs);
            case MINIMUM -> operations.bind("minimum", inputs, outputs);
            case EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
                    compare(kind, inputs, outputs.get(0));
        };
    }

    private Step compare(BinaryKind kind, List<INDArray> inputs, INDArray y) {
        String name =
                switch (kind) {
                    case EQUAL -> "equals";
                    case GREATER -> "greater";
                    case GREATER_OR_EQUAL -> "greater_equal";
                    case LESS -> "less";
                    default -> "less_equal";
                };
        INDArray truth = operations.own(Nd4j.create(DataType.BOOL, y.shape()));
        Step step = operations.bind(name, inputs, List.of(truth));
        return seed -> {
            step.run(seed);
            y.assign(truth);
        };
    }

    private Step uniform(Op.Uniform uniform, INDArray y) {
        return operations.random(
                uniform,
                y,
                (seed, context) -> {
                    long stream = SplitMix64.stream(seed, uniform.name());
                    context.setRngStates(stream, SplitMix64.mix(stream + SplitMix64.GOLDEN));
                });
    }
}
