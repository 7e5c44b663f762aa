package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;

/** Calls of a model's own functions become their nodes. */
class FunctionInlinerTest {
    private static OnnxNode node(
            String op, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
        return new OnnxNode("", op, inputs, outputs, attributes);
    }

    private static FunctionInliner.Function function(
            String name, List<String> inputs, List<String> outputs, OnnxNode... nodes) {
        return new FunctionInliner.Function(
                name, inputs, outputs, Map.of("axis", 7L), List.of(nodes), 18);
    }

    private static List<String> texts(List<OnnxNode> nodes) {
        return nodes.stream()
                .map(node -> node.op() + node.inputs() + node.outputs() + node.integer("axis", 0))
                .toList();
    }

    @Test
    void nested_calls_keep_values_apart_and_take_attributes_from_the_call_or_the_standard() {
        OnnxNode inner =
                node(
                        "Softmax",
                        List.of("a"),
                        List.of("t"),
                        Map.of("axis", new NodeReader.Reference("axis")));
        Map<String, FunctionInliner.Function> functions =
                Map.of(
                        "pkg.f",
                        function(
                                "pkg.f",
                                List.of("a", "b"),
                                List.of("o"),
                                inner,
                                node("Add", List.of("t", "b"), List.of("o"), Map.of())),
                        "pkg.g",
                        function(
                                "pkg.g",
                                List.of("a"),
                                List.of("o", "a"),
                                node("pkg.f", List.of("a"), List.of("t"), Map.of("axis", 2L)),
                                node("pkg.f", List.of("t", "a"), List.of("o"), Map.of())));
        List<OnnxNode> inlined =
                new FunctionInliner(functions, 18)
                        .inline(
                                List.of(
                                        node("pkg.g", List.of("x"), List.of("y", "z"), Map.of()),
                                        node("Relu", List.of("y"), List.of("end"), Map.of())));
        assertThat(texts(inlined))
                .containsExactly(
                        "Softmax[x][y/1/t/2/t]2",
                        "Add[y/1/t/2/t, ][y/1/t]0",
                        "Softmax[y/1/t][y/2/t]7",
                        "Add[y/2/t, x][y]0",
                        "Identity[x][z]0",
                        "Relu[y][end]0");
    }

    @Test
    void functions_without_end_and_without_measure_are_stopped() {
        Map<String, FunctionInliner.Function> endless =
                Map.of(
                        "f",
                        function(
                                "f",
                                List.of("a"),
                                List.of("o"),
                                node("f", List.of("a"), List.of("o"), Map.of())));
        List<OnnxNode> call = List.of(node("f", List.of("x"), List.of("y"), Map.of()));
        assertThatThrownBy(() -> new FunctionInliner(endless, 18).inline(call))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("functions that call one another");
        Map<String, FunctionInliner.Function> doubling = new HashMap<>();
        for (int i = 0; i < 31; i++) {
            String next = "f" + (i + 1);
            doubling.put(
                    "f" + i,
                    function(
                            "f" + i,
                            List.of("a"),
                            List.of("o"),
                            node(next, List.of("a"), List.of("p"), Map.of()),
                            node(next, List.of("a"), List.of("o"), Map.of())));
        }
        doubling.put("f31", function("f31", List.of("a"), List.of("a")));
        List<OnnxNode> first = List.of(node("f0", List.of("x"), List.of("y"), Map.of()));
        assertThatThrownBy(() -> new FunctionInliner(doubling, 18).inline(first))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("operations");
    }

    @Test
    void calls_that_do_not_fit_their_function_are_refused() {
        Map<String, FunctionInliner.Function> functions =
                Map.of("f", function("f", List.of("a"), List.of("o")));
        List<OnnxNode> call = List.of(node("f", List.of("x", "x"), List.of("y"), Map.of()));
        assertThatThrownBy(() -> new FunctionInliner(functions, 18).inline(call))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("1 inputs")
                .hasMessageContaining("has 2");
        List<OnnxNode> other = List.of(node("f", List.of("x"), List.of("y"), Map.of()));
        assertThatThrownBy(() -> new FunctionInliner(functions, 17).inline(other))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("version 18");
    }
}
