package org.burst4j.stockimporter;

import java.util.List;

/** Operations that choose by index or condition: the arithmetic on masks. */
final class IndexCases {
    private IndexCases() {}

    static List<OpCase> all() {
        return List.of(
                gather("scalar index, axis 0", Tensor.scalarLong(1), 0),
                gather("scalar index, axis 1", Tensor.scalarLong(1), 1),
                gather("scalar index -1, axis 1", Tensor.scalarLong(-1), 1),
                gather("[2] indices, axis 1", Tensor.longs(0, 3), 1),
                of("GatherElements", "axis 1", 2, 5)
                        .initializer("i", Tensor.longs(0, 1, 2, 3).shaped(2, 2))
                        .single("x i", "axis", 1L),
                of("GatherND", "[2,2] indices", 2, 5)
                        .initializer("i", Tensor.longs(0, 1, 1, 3).shaped(2, 2))
                        .single("x i"),
                of("ScatterND", "[2,2] indices: the mask's last frame", 2, 5)
                        .initializer("i", Tensor.longs(0, 1, 1, 3).shaped(2, 2))
                        .initializer("v", Tensor.floats(7, 8))
                        .single("x i v"),
                where("same shapes", Tensor.alternating(2, 5), Tensor.normal(2, 2, 5)),
                where("a scalar branch", Tensor.alternating(2, 5), Tensor.scalar(-1e9)),
                where(
                        "[2,1] condition: padded frames to 0",
                        Tensor.alternating(2, 1),
                        Tensor.scalar(0)),
                OpCase.of("Range", 17, "0 to 5")
                        .input("x", Tensor.scalarLong(5))
                        .initializer("start", Tensor.scalarLong(0))
                        .initializer("step", Tensor.scalarLong(1))
                        .single("start x step"),
                OpCase.of("CumSum", 17, "axis -1")
                        .input("x", Tensor.longs(1, 1, 0, 1, 0, 0).shaped(2, 3))
                        .initializer("axis", Tensor.scalarLong(-1))
                        .single("x axis"),
                of("CumSum", "FLOAT, axis 1", 2, 5)
                        .initializer("axis", Tensor.scalarLong(1))
                        .single("x axis"),
                OpCase.of("ConstantOfShape", 17, "FLOAT 1")
                        .input("x", Tensor.longs(2, 3))
                        .single("x", "value", Tensor.floats(1)),
                of("Trilu", "upper=0", 5, 5).single("x", "upper", 0L),
                of("IsNaN", "[2,5]", 2, 5).single("x"),
                OpCase.of("NonZero", 17, "[2,3]")
                        .input("x", Tensor.longs(1, 0, 2, 0, 3, 0).shaped(2, 3))
                        .single("x"),
                of("Einsum", "bij,bjk->bik", 2, 5, 8)
                        .input("z", Tensor.normal(2, 2, 8, 4))
                        .single("x z", "equation", "bij,bjk->bik"));
    }

    private static OpCase of(String operation, String form, long... shape) {
        return OpCase.of(operation, 17, form).input("x", Tensor.normal(1, shape));
    }

    private static OpCase gather(String form, Tensor index, long axis) {
        return of("Gather", form, 2, 5, 8).initializer("i", index).single("x i", "axis", axis);
    }

    private static OpCase where(String form, Tensor condition, Tensor otherwise) {
        return of("Where", form, 2, 5)
                .input("condition", condition)
                .initializer("otherwise", otherwise)
                .single("condition x otherwise");
    }
}
