package org.burst4j.stockimporter;

import java.util.List;

/** Matrix products and convolutions, with their weights as initializers unless said. */
final class ProductCases {
    private ProductCases() {}

    static List<OpCase> all() {
        return List.of(
                matMul("[5,8] x [8,6], both inputs", 5, 8)
                        .input("w", Tensor.normal(2, 8, 6))
                        .single("x w"),
                matMul("[5,8] x [8,6]", 5, 8)
                        .initializer("w", Tensor.normal(2, 8, 6))
                        .single("x w"),
                matMul("[2,5,8] x [8,6]: dense layers", 2, 5, 8)
                        .initializer("w", Tensor.normal(2, 8, 6))
                        .single("x w"),
                matMul("[6,5,8] x [6,8,5], both inputs", 6, 5, 8)
                        .input("w", Tensor.normal(2, 6, 8, 5))
                        .single("x w"),
                matMul("[2,3,5,8] x [2,3,8,5], both inputs: attention", 2, 3, 5, 8)
                        .input("w", Tensor.normal(2, 2, 3, 8, 5))
                        .single("x w"),
                gemm("transB=1, with bias")
                        .initializer("c", Tensor.normal(3, 6))
                        .single("x w c", "transB", 1L),
                gemm("transB=1, no bias").single("x w", "transB", 1L),
                gemm("alpha=0.5, beta=2, transB=1, with bias")
                        .initializer("c", Tensor.normal(3, 6))
                        .single("x w c", "transB", 1L, "alpha", 0.5, "beta", 2.0),
                conv("one channel in, k=10, stride 5, no bias", 2, 1, 100)
                        .initializer("w", Tensor.normal(2, 4, 1, 10))
                        .single("x w", shape(10, 5, 0, 1)),
                conv("4 channels, k=3, stride 2, with bias", 2, 4, 50)
                        .initializer("w", Tensor.normal(2, 4, 4, 3))
                        .initializer("b", Tensor.normal(3, 4))
                        .single("x w b", shape(3, 2, 0, 1)),
                conv("k=5, pads 2, no groups", 2, 8, 20)
                        .initializer("w", Tensor.normal(2, 8, 8, 5))
                        .single("x w", shape(5, 1, 2, 1)),
                conv("k=5, pads 2, 4 groups, with bias: positional", 2, 8, 20)
                        .initializer("w", Tensor.normal(2, 8, 2, 5))
                        .initializer("b", Tensor.normal(3, 8))
                        .single("x w b", shape(5, 1, 2, 4)),
                conv("kernel computed: g v / ReduceL2(v), weight norm", 2, 8, 20)
                        .initializer("v", Tensor.normal(2, 8, 2, 5))
                        .initializer("g", Tensor.positive(3, 1, 1, 5))
                        .node("ReduceL2", "v", "norm", "axes", new long[] {0, 1}, "keepdims", 1L)
                        .node("Div", "v norm", "unit")
                        .node("Mul", "unit g", "w")
                        .node("Conv", "x w", "y", shape(5, 1, 2, 4))
                        .outputs("y"));
    }

    private static OpCase matMul(String form, long... shape) {
        return OpCase.of("MatMul", 17, form).input("x", Tensor.normal(1, shape));
    }

    private static OpCase gemm(String form) {
        return OpCase.of("Gemm", 17, form)
                .input("x", Tensor.normal(1, 5, 8))
                .initializer("w", Tensor.normal(2, 6, 8));
    }

    private static OpCase conv(String form, long... shape) {
        return OpCase.of("Conv", 17, "1-D: " + form).input("x", Tensor.normal(1, shape));
    }

    private static Object[] shape(long kernel, long stride, long pads, long groups) {
        return new Object[] {
            "kernel_shape", new long[] {kernel},
            "strides", new long[] {stride},
            "pads", new long[] {pads, pads},
            "dilations", new long[] {1},
            "group", groups
        };
    }
}
