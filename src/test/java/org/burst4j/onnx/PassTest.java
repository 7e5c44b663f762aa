package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Passes on graphs of a few nodes, written as "output = Op(inputs)". */
class PassTest {
    private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();

    private void constant(String name, double value) {
        constants.put(name, OnnxTensor.of(ElementType.FLOAT, new long[0], i -> value));
    }

    private void node(String output, String op, String... inputs) {
        nodes.add(new OnnxNode(output, op, List.of(inputs), List.of(output), Map.of()));
    }

    private OnnxGraph apply(Pass pass, String output) {
        OnnxGraph graph = new OnnxGraph(List.of(), List.of(output), nodes, constants);
        Map<String, OnnxTensor> values = new LinkedHashMap<>(constants);
        values.put("x", OnnxTensor.hollow(ElementType.FLOAT, 2, 5, 4));
        for (OnnxNode node : nodes) {
            List<OnnxTensor> inputs = new ArrayList<>();
            node.inputs().forEach(input -> inputs.add(values.get(input)));
            values.put(node.output(), Evaluator.evaluate(node, inputs, 17));
        }
        return pass.apply(graph, new ProbeTable(List.of(values), Set.of()));
    }

    @Test
    void gelu_is_found_in_every_order_of_its_factors() {
        constant("root", Math.sqrt(2));
        constant("one", 1);
        constant("half", 0.5);
        String[][][] endings = {
            {{"a", "Mul", "x", "sum"}, {"y", "Mul", "a", "half"}},
            {{"a", "Mul", "half", "sum"}, {"y", "Mul", "x", "a"}},
            {{"a", "Mul", "x", "half"}, {"y", "Mul", "a", "sum"}}
        };
        for (String[][] ending : endings) {
            nodes.clear();
            node("scaled", "Div", "x", "root");
            node("erf", "Erf", "scaled");
            node("sum", "Add", "erf", "one");
            for (String[] line : ending) {
                node(line[0], line[1], line[2], line[3]);
            }
            OnnxGraph graph = apply(new FuseGelu(), "y");
            assertThat(graph.nodes()).hasSize(1);
            assertThat(graph.producer("y", Macro.GELU).inputs()).containsExactly("x");
        }
    }

    @Test
    void a_half_that_was_moved_into_the_next_weights_is_given_back() {
        constant("root", Math.sqrt(2));
        constant("one", 1);
        constants.put("w", OnnxTensor.of(ElementType.FLOAT, new long[] {4, 3}, i -> i));
        node("scaled", "Div", "x", "root");
        node("erf", "Erf", "scaled");
        node("sum", "Add", "erf", "one");
        node("a", "Mul", "x", "sum");
        node("y", "MatMul", "a", "w");
        OnnxGraph graph = apply(new FuseGelu(), "y");
        assertThat(graph.toString()).isEqualTo(Macro.GELU + " MatMul");
        assertThat(graph.constant(graph.producer("y", "MatMul").input(1)).get(5)).isEqualTo(10);
    }

    @Test
    void what_only_looks_like_gelu_stays() {
        constant("root", 1.5);
        constant("one", 1);
        constant("half", 0.5);
        node("scaled", "Div", "x", "root");
        node("erf", "Erf", "scaled");
        node("sum", "Add", "erf", "one");
        node("a", "Mul", "x", "sum");
        node("y", "Mul", "a", "half");
        assertThat(apply(new FuseGelu(), "y").toString()).isEqualTo("Div Erf Add Mul Mul");
    }

    @Test
    void layer_norm_is_found_in_single_steps_with_its_epsilon() {
        constants.put("axis", OnnxTensor.ofLongs(-1));
        constant("two", 2);
        constant("epsilon", 1e-5);
        constants.put("gamma", OnnxTensor.of(ElementType.FLOAT, new long[] {4}, i -> i));
        constants.put("beta", OnnxTensor.of(ElementType.FLOAT, new long[] {4}, i -> -i));
        node("mean", "ReduceMean", "x", "axis");
        node("centred", "Sub", "x", "mean");
        node("square", "Pow", "centred", "two");
        node("variance", "ReduceMean", "square", "axis");
        node("shifted", "Add", "variance", "epsilon");
        node("root", "Sqrt", "shifted");
        node("divided", "Div", "centred", "root");
        node("scaled", "Mul", "divided", "gamma");
        node("y", "Add", "scaled", "beta");
        OnnxGraph graph = apply(new FuseLayerNorm(), "y");
        assertThat(graph.nodes()).hasSize(1);
        OnnxNode norm = graph.producer("y", Macro.LAYER_NORM);
        assertThat(norm.inputs()).containsExactly("x", "gamma", "beta");
        assertThat((float) norm.real("epsilon", 0)).isEqualTo(1e-5f);

        constants.put("gamma", OnnxTensor.of(ElementType.FLOAT, new long[] {1}, i -> 3));
        assertThat(apply(new FuseLayerNorm(), "y").producer("divided", Macro.LAYER_NORM).inputs())
                .as("one factor for all columns is no gamma")
                .containsExactly("x");
    }

    @Test
    void a_layer_norm_with_one_factor_for_all_columns_is_not_taken_for_one_with_a_row() {
        constants.put("gamma", OnnxTensor.of(ElementType.FLOAT, new long[] {1}, i -> 3));
        node("y", "LayerNormalization", "x", "gamma");
        assertThat(apply(new FuseLayerNorm(), "y").producer("y", Macro.LAYER_NORM)).isNull();
        constants.put("gamma", OnnxTensor.of(ElementType.FLOAT, new long[] {4}, i -> 3));
        assertThat(apply(new FuseLayerNorm(), "y").producer("y", Macro.LAYER_NORM)).isNotNull();
    }

    @Test
    void dense_layers_take_their_bias_from_either_side_of_the_sum() {
        constants.put("w", OnnxTensor.of(ElementType.FLOAT, new long[] {4, 3}, i -> i));
        constants.put("b", OnnxTensor.of(ElementType.FLOAT, new long[] {3}, i -> i));
        node("product", "MatMul", "x", "w");
        node("y", "Add", "b", "product");
        OnnxGraph graph = apply(new FuseLinear(), "y");
        assertThat(graph.nodes()).hasSize(1);
        assertThat(graph.producer("y", Macro.LINEAR).inputs()).containsExactly("x", "w", "b");
    }

    @Test
    void identities_go_and_constants_fold() {
        constants.put("shape", OnnxTensor.ofLongs(2, 5, 4));
        constant("half", 0.5);
        node("same", "Identity", "x");
        node("reshaped", "Reshape", "same", "shape");
        node("y", "Mul", "reshaped", "half");
        OnnxGraph graph = apply(new DropIdentities(), "y");
        assertThat(graph.toString()).isEqualTo("Mul");
        assertThat(graph.nodes().get(0).inputs()).containsExactly("x", "half");

        nodes.clear();
        node("quarter", "Mul", "half", "half");
        node("y", "Mul", "x", "quarter");
        OnnxGraph folded =
                FoldConstants.apply(
                        new OnnxGraph(List.of(), List.of("y"), nodes, constants), 17, new Work());
        assertThat(folded.toString()).isEqualTo("Mul");
        assertThat(folded.scalar("quarter")).isEqualTo(0.25);
    }
}
