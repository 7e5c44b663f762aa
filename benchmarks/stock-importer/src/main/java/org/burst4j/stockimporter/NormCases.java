package org.burst4j.stockimporter;

import java.util.List;

/** Normalisations, activations and reductions, whole and in the parts that exporters write. */
final class NormCases {
    private NormCases() {}

    static List<OpCase> all() {
        return List.of(
                layerNorm(17).single("x g b", "axis", -1L, "epsilon", 1e-5),
                decomposedLayerNorm(),
                reduce("ReduceMean", 13, "axes=[-1], keepdims=1: LayerNorm of opset < 17")
                        .single("x", "axes", new long[] {-1}, "keepdims", 1L),
                reduce("ReduceMean", 13, "axes=[2], keepdims=1")
                        .single("x", "axes", new long[] {2}, "keepdims", 1L),
                reduce("ReduceMean", 18, "axes an input, [-1]")
                        .initializer("axes", Tensor.longs(-1))
                        .single("x axes", "keepdims", 1L),
                reduce("ReduceSum", 13, "axes an input, [-1], keepdims=0")
                        .initializer("axes", Tensor.longs(-1))
                        .single("x axes", "keepdims", 0L),
                reduce("ReduceL2", 13, "axes=[0,1], keepdims=1: weight norm")
                        .single("x", "axes", new long[] {0, 1}, "keepdims", 1L),
                reduce("ReduceL2", 18, "axes an input, [0,1]: weight norm")
                        .initializer("axes", Tensor.longs(0, 1))
                        .single("x axes", "keepdims", 1L),
                reduce("ReduceMax", 13, "axes=[-1]")
                        .single("x", "axes", new long[] {-1}, "keepdims", 1L),
                OpCase.of("InstanceNormalization", 17, "[2,8,20]: group norm of width 1")
                        .input("x", Tensor.normal(1, 2, 8, 20))
                        .initializer("g", Tensor.positive(2, 8))
                        .initializer("b", Tensor.normal(3, 8))
                        .single("x g b", "epsilon", 1e-5),
                OpCase.of("GroupNormalization", 21, "[2,8,20], 8 groups")
                        .input("x", Tensor.normal(1, 2, 8, 20))
                        .initializer("g", Tensor.positive(2, 8))
                        .initializer("b", Tensor.normal(3, 8))
                        .single("x g b", "epsilon", 1e-5, "num_groups", 8L),
                OpCase.of("BatchNormalization", 15, "[2,8,20], evaluation")
                        .input("x", Tensor.normal(1, 2, 8, 20))
                        .initializer("g", Tensor.positive(2, 8))
                        .initializer("b", Tensor.normal(3, 8))
                        .initializer("mean", Tensor.normal(4, 8))
                        .initializer("variance", Tensor.positive(5, 8))
                        .single("x g b mean variance", "epsilon", 1e-5),
                reduce("Gelu", 20, "approximate=none").single("x"),
                decomposedGelu(),
                reduce("Softmax", 17, "axis=-1: attention").single("x", "axis", -1L),
                reduce("Softmax", 17, "axis=1 of 3").single("x", "axis", 1L),
                reduce("Softmax", 11, "axis=1, the last two axes as one").single("x", "axis", 1L),
                reduce("LogSoftmax", 17, "axis=-1").single("x", "axis", -1L),
                OpCase.of("Dropout", 17, "evaluation: ratio 0.5 given, no training mode")
                        .input("x", Tensor.normal(1, 2, 5, 8))
                        .initializer("ratio", Tensor.scalar(0.5))
                        .single("x ratio"));
    }

    private static OpCase reduce(String operation, int opset, String form) {
        return OpCase.of(operation, opset, form).input("x", Tensor.normal(1, 2, 5, 8));
    }

    private static OpCase layerNorm(int opset) {
        return OpCase.of("LayerNormalization", opset, "axis=-1, epsilon 1e-5")
                .input("x", Tensor.normal(1, 2, 5, 8))
                .initializer("g", Tensor.positive(2, 8))
                .initializer("b", Tensor.normal(3, 8));
    }

    private static OpCase decomposedLayerNorm() {
        return OpCase.of(
                        "(LayerNorm)",
                        14,
                        "ReduceMean, Sub, Pow, ReduceMean, Add, Sqrt, Div, Mul, Add")
                .input("x", Tensor.normal(1, 2, 5, 8))
                .initializer("two", Tensor.scalar(2))
                .initializer("epsilon", Tensor.scalar(1e-5))
                .initializer("g", Tensor.positive(2, 8))
                .initializer("b", Tensor.normal(3, 8))
                .node("ReduceMean", "x", "mean", "axes", new long[] {-1}, "keepdims", 1L)
                .node("Sub", "x mean", "centred")
                .node("Pow", "centred two", "square")
                .node("ReduceMean", "square", "variance", "axes", new long[] {-1}, "keepdims", 1L)
                .node("Add", "variance epsilon", "safe")
                .node("Sqrt", "safe", "deviation")
                .node("Div", "centred deviation", "unit")
                .node("Mul", "unit g", "scaled")
                .node("Add", "scaled b", "y")
                .outputs("y");
    }

    private static OpCase decomposedGelu() {
        return OpCase.of("(GELU)", 14, "Div, Erf, Add, Mul, Mul")
                .input("x", Tensor.normal(1, 2, 5, 8))
                .initializer("root", Tensor.scalar(Math.sqrt(2)))
                .initializer("one", Tensor.scalar(1))
                .initializer("half", Tensor.scalar(0.5))
                .node("Div", "x root", "scaled")
                .node("Erf", "scaled", "erf")
                .node("Add", "erf one", "shifted")
                .node("Mul", "x shifted", "doubled")
                .node("Mul", "doubled half", "y")
                .outputs("y");
    }
}
