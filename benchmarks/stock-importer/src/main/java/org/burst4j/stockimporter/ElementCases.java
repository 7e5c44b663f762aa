package org.burst4j.stockimporter;

import java.util.ArrayList;
import java.util.List;

/** Operations on single elements. */
final class ElementCases {
    private ElementCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (String operation :
                List.of(
                        "Erf",
                        "Exp",
                        "Tanh",
                        "Sigmoid",
                        "Neg",
                        "Abs",
                        "Floor",
                        "Relu",
                        "Identity")) {
            cases.add(
                    OpCase.of(operation, 17, "[2,5,8]")
                            .input("x", Tensor.normal(1, 2, 5, 8))
                            .single("x"));
        }
        for (String operation : List.of("Sqrt", "Reciprocal", "Log")) {
            cases.add(
                    OpCase.of(operation, 17, "[2,5,8], positive")
                            .input("x", Tensor.positive(1, 2, 5, 8))
                            .single("x"));
        }
        for (String operation : List.of("Add", "Sub", "Mul", "Div")) {
            cases.add(
                    pair(
                            operation,
                            "[2,5,8] and [2,5,8], both inputs",
                            Tensor.positive(2, 2, 5, 8)));
            cases.add(constant(operation, "[2,5,8] and [8]", Tensor.positive(2, 8)));
            cases.add(constant(operation, "[2,5,8] and a scalar", Tensor.scalar(0.7)));
        }
        cases.add(pair("Sub", "[2,5,8] and [2,5,1], both inputs", Tensor.normal(2, 2, 5, 1)));
        cases.add(pair("Pow", "[2,5,8] and [2,5,8], both inputs", Tensor.positive(2, 2, 5, 8)));
        cases.add(constant("Pow", "[2,5,8] and the scalar 2", Tensor.scalar(2)));
        for (String operation : List.of("Min", "Max")) {
            cases.add(constant(operation, "[2,5,8] and a scalar", Tensor.scalar(0.3)));
        }
        for (String operation :
                List.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual")) {
            cases.add(
                    OpCase.of(operation, 17, "INT64 [2,3] and [3]: masks")
                            .input("x", Tensor.longs(1, 2, 3, 4, 5, 6).shaped(2, 3))
                            .initializer("c", Tensor.longs(1, 5, 3))
                            .single("x c"));
        }
        cases.add(
                OpCase.of("Not", 17, "BOOL [2,3]")
                        .input("x", Tensor.alternating(2, 3))
                        .single("x"));
        for (String operation : List.of("And", "Or", "Xor")) {
            cases.add(
                    OpCase.of(operation, 17, "BOOL [2,3] and [2,3], both inputs")
                            .input("x", Tensor.alternating(2, 3))
                            .input("z", Tensor.alternating(2, 3))
                            .single("x z"));
        }
        cases.add(cast("FLOAT to INT64", Tensor.normal(1, 2, 5), 7));
        cases.add(cast("INT64 to FLOAT", Tensor.longs(1, 2, 3), 1));
        cases.add(cast("INT64 to BOOL", Tensor.longs(1, 0, 3), 9));
        cases.add(cast("BOOL to FLOAT", Tensor.alternating(2, 3), 1));
        cases.add(
                OpCase.of("Clip", 17, "bounds as inputs")
                        .input("x", Tensor.normal(1, 2, 5))
                        .initializer("low", Tensor.scalar(-0.5))
                        .initializer("high", Tensor.scalar(0.5))
                        .single("x low high"));
        cases.add(
                OpCase.of("Mod", 17, "INT64 [3] and a scalar")
                        .input("x", Tensor.longs(5, 6, 7))
                        .initializer("c", Tensor.scalarLong(4))
                        .single("x c"));
        return cases;
    }

    private static OpCase pair(String operation, String form, Tensor other) {
        return OpCase.of(operation, 17, form)
                .input("x", Tensor.positive(1, 2, 5, 8))
                .input("z", other)
                .single("x z");
    }

    private static OpCase constant(String operation, String form, Tensor other) {
        return OpCase.of(operation, 17, form)
                .input("x", Tensor.normal(1, 2, 5, 8))
                .initializer("c", other)
                .single("x c");
    }

    private static OpCase cast(String form, Tensor value, long to) {
        return OpCase.of("Cast", 17, form).input("x", value).single("x", "to", to);
    }
}
