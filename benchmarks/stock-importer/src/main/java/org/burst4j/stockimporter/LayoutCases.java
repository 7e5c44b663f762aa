package org.burst4j.stockimporter;

import java.util.List;

/** Operations that move elements and change shapes. */
final class LayoutCases {
    private LayoutCases() {}

    static List<OpCase> all() {
        return List.of(
                of("Transpose", 17, "perm=[0,2,1]", 2, 5, 8)
                        .single("x", "perm", new long[] {0, 2, 1}),
                of("Transpose", 17, "perm=[0,2,1,3]: heads", 2, 5, 3, 8)
                        .single("x", "perm", new long[] {0, 2, 1, 3}),
                reshape("constant", 2, 5, 2, 4),
                reshape("-1", 2, -1, 2, 4),
                reshape("0 copies the length", 0, 0, 2, 4),
                of("Reshape", 17, "shape computed: Shape, Gather, Unsqueeze, Concat", 2, 5, 8)
                        .initializer("first", Tensor.scalarLong(0))
                        .initializer("axis", Tensor.longs(0))
                        .initializer("tail", Tensor.longs(-1, 2, 4))
                        .node("Shape", "x", "lengths")
                        .node("Gather", "lengths first", "batch", "axis", 0L)
                        .node("Unsqueeze", "batch axis", "batches")
                        .node("Concat", "batches tail", "shape", "axis", 0L)
                        .node("Reshape", "x shape", "y")
                        .outputs("y"),
                of("Shape", 17, "[2,5,8]", 2, 5, 8).single("x"),
                of("Flatten", 17, "axis=1", 2, 5, 8).single("x", "axis", 1L),
                of("Unsqueeze", 17, "axes an input", 2, 5)
                        .initializer("axes", Tensor.longs(1))
                        .single("x axes"),
                of("Unsqueeze", 11, "axes an attribute", 2, 5)
                        .single("x", "axes", new long[] {1, 2}),
                of("Squeeze", 17, "axes an input", 2, 1, 5)
                        .initializer("axes", Tensor.longs(1))
                        .single("x axes"),
                of("Concat", 17, "axis=1", 2, 5, 8)
                        .input("z", Tensor.normal(2, 2, 3, 8))
                        .single("x z", "axis", 1L),
                of("Concat", 17, "axis=-1", 2, 5, 8)
                        .input("z", Tensor.normal(2, 2, 5, 4))
                        .single("x z", "axis", -1L),
                of("Split", 11, "an attribute, [4,4]", 2, 5, 8)
                        .node("Split", "x", "y z", "axis", -1L, "split", new long[] {4, 4})
                        .outputs("y", "z"),
                of("Split", 13, "an input, [3,5]", 2, 5, 8)
                        .initializer("parts", Tensor.longs(3, 5))
                        .node("Split", "x parts", "y z", "axis", 2L)
                        .outputs("y", "z"),
                of("Split", 18, "num_outputs=2", 2, 5, 8)
                        .node("Split", "x", "y z", "axis", 2L, "num_outputs", 2L)
                        .outputs("y", "z"),
                slice("axis 1, from 1 to 4", Tensor.longs(1), Tensor.longs(4), 1, 1),
                slice(
                        "axis -1, to -1: the positional convolution's last frame",
                        Tensor.longs(0),
                        Tensor.longs(-1),
                        -1,
                        1),
                slice(
                        "axis 2, every second",
                        Tensor.longs(1),
                        Tensor.longs(Long.MAX_VALUE >> 12),
                        2,
                        2),
                of("Slice", 17, "end computed by Shape, Gather", 2, 5, 8)
                        .initializer("second", Tensor.longs(1))
                        .initializer("start", Tensor.longs(1))
                        .initializer("axis", Tensor.longs(1))
                        .node("Shape", "x", "lengths")
                        .node("Gather", "lengths second", "end", "axis", 0L)
                        .node("Slice", "x start end axis", "y")
                        .outputs("y"),
                of("Pad", 13, "constant 0, an input", 2, 5, 8)
                        .initializer("pads", Tensor.longs(0, 1, 0, 0, 2, 0))
                        .single("x pads", "mode", "constant"),
                of("Pad", 13, "constant 1.5, an input", 2, 5, 8)
                        .initializer("pads", Tensor.longs(0, 0, 1, 0, 0, 1))
                        .initializer("value", Tensor.scalar(1.5))
                        .single("x pads value", "mode", "constant"),
                of("Expand", 17, "constant", 2, 1, 8)
                        .initializer("shape", Tensor.longs(2, 5, 8))
                        .single("x shape"),
                of("Expand", 17, "shape computed by Shape", 2, 1, 8)
                        .input("like", Tensor.normal(2, 2, 5, 8))
                        .node("Shape", "like", "shape")
                        .node("Expand", "x shape", "y")
                        .outputs("y"),
                of("Tile", 17, "[1,2,1]", 2, 5, 8)
                        .initializer("repeats", Tensor.longs(1, 2, 1))
                        .single("x repeats"),
                of("Identity", 17, "an initializer added", 2, 5)
                        .initializer("c", Tensor.normal(2, 5))
                        .node("Identity", "c", "same")
                        .node("Add", "x same", "y")
                        .outputs("y"),
                of("Constant", 17, "a node, then Mul", 2, 5)
                        .node("Constant", "", "c", "value", Tensor.scalar(3))
                        .node("Mul", "x c", "y")
                        .outputs("y"));
    }

    private static OpCase of(String operation, int opset, String form, long... shape) {
        return OpCase.of(operation, opset, form).input("x", Tensor.normal(1, shape));
    }

    private static OpCase reshape(String form, long... shape) {
        return of("Reshape", 17, form, 2, 5, 8)
                .initializer("shape", Tensor.longs(shape))
                .single("x shape");
    }

    private static OpCase slice(String form, Tensor start, Tensor end, long axis, long step) {
        return of("Slice", 17, form, 2, 5, 8)
                .initializer("start", start)
                .initializer("end", end)
                .initializer("axis", Tensor.longs(axis))
                .initializer("step", Tensor.longs(step))
                .single("x start end axis step");
    }
}
