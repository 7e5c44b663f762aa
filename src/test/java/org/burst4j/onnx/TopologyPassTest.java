package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Passes for what wav2vec 2.0 and HuBERT have and data2vec has not, in forms of any exporter. */
class TopologyPassTest {
    private static final long[] SHORT = {2, 4, 9};
    private static final long[] LONG = {3, 4, 11};

    private static SmallGraph normSteps() {
        return new SmallGraph()
                .constant("axis", OnnxTensor.ofLongs(2))
                .constant("two", 2)
                .constant("epsilon", 1e-5)
                .node("mean", "ReduceMean", "x", "axis")
                .node("centred", "Sub", "x", "mean")
                .node("square", "Pow", "centred", "two")
                .node("variance", "ReduceMean", "square", "axis")
                .node("shifted", "Add", "variance", "epsilon")
                .node("root", "Sqrt", "shifted")
                .node("divided", "Div", "centred", "root")
                .node("scaled", "Mul", "divided", "gamma")
                .node("y", "Add", "beta", "scaled");
    }

    @Test
    void group_norm_is_found_in_single_steps_over_time() {
        SmallGraph small = normSteps().weight("gamma", 4, 1).weight("beta", 1, 4, 1);
        OnnxGraph graph = small.apply(new FuseGroupNorm(), "y", SHORT, LONG);
        assertThat(graph.nodes()).hasSize(1);
        OnnxNode norm = graph.producer("y", Macro.GROUP_NORM_NCW);
        assertThat(norm.inputs()).containsExactly("x", "gamma", "beta");
        assertThat((float) norm.real("epsilon", 0)).isEqualTo(1e-5f);
    }

    @Test
    void a_norm_over_time_is_no_layer_norm_even_without_factors() {
        SmallGraph small = normSteps().weight("gamma", 4, 1).weight("beta", 4, 1);
        assertThat(small.apply(new FuseLayerNorm(), "y", SHORT, LONG).nodes()).hasSize(9);
        assertThat(small.apply(new FuseLayerNorm(), "divided", SHORT, LONG).toString())
                .doesNotContain(Macro.LAYER_NORM);
    }

    @Test
    void group_norm_is_found_as_one_operation_if_every_channel_is_a_group() {
        for (long groups : new long[] {4, 2}) {
            OnnxGraph graph =
                    new SmallGraph()
                            .weight("gamma", 4)
                            .weight("beta", 4)
                            .node(
                                    "y",
                                    "GroupNormalization",
                                    Map.of("num_groups", groups, "epsilon", 0.25),
                                    "x",
                                    "gamma",
                                    "beta")
                            .apply(new FuseGroupNorm(), "y", SHORT, LONG);
            OnnxNode norm = graph.producer("y", Macro.GROUP_NORM_NCW);
            assertThat(norm != null).isEqualTo(groups == 4);
            assertThat(norm == null ? 0.25 : norm.real("epsilon", 0)).isEqualTo(0.25);
        }
    }

    @Test
    void an_instance_norm_has_its_own_factors_or_those_behind_it_but_not_both() {
        for (double own : new double[] {1, 3}) {
            OnnxGraph graph =
                    new SmallGraph()
                            .constant(
                                    "ones",
                                    OnnxTensor.of(ElementType.FLOAT, new long[] {4}, i -> own))
                            .constant(
                                    "zeros",
                                    OnnxTensor.of(ElementType.FLOAT, new long[] {4}, i -> 0))
                            .weight("gamma", 4, 1)
                            .weight("beta", 4, 1)
                            .node("norm", "InstanceNormalization", "x", "ones", "zeros")
                            .node("scaled", "Mul", "norm", "gamma")
                            .node("y", "Add", "scaled", "beta")
                            .apply(new FuseGroupNorm(), "y", SHORT, LONG);
            assertThat(graph.nodes()).hasSize(own == 1 ? 1 : 3);
            OnnxNode norm = graph.producer(own == 1 ? "y" : "norm", Macro.GROUP_NORM_NCW);
            assertThat(norm.inputs()).contains(own == 1 ? "gamma" : "ones");
        }
    }

    @Test
    void the_last_frames_are_cropped_but_no_others() {
        SmallGraph small =
                new SmallGraph()
                        .constant("from", OnnxTensor.ofLongs(0))
                        .constant("to", OnnxTensor.ofLongs(-2))
                        .constant("axis", OnnxTensor.ofLongs(2))
                        .constant("late", OnnxTensor.ofLongs(2))
                        .constant("end", OnnxTensor.ofLongs(Integer.MAX_VALUE))
                        .node("y", "Slice", "x", "from", "to", "axis")
                        .node("z", "Slice", "x", "late", "end", "axis");
        OnnxGraph graph = small.apply(new FuseCrop(), "y", SHORT, LONG);
        assertThat(graph.producer("y", Macro.CROP_NCW).integer("frames", 0)).isEqualTo(2);
        assertThat(graph.producer("z", "Slice")).isNotNull();
    }

    @Test
    void a_dense_layer_on_rows_becomes_one_on_the_sequence() {
        OnnxGraph graph =
                new SmallGraph()
                        .constant("rows", OnnxTensor.ofLongs(-1, 9))
                        .constant("sequence", OnnxTensor.ofLongs(-1, 4, 3))
                        .weight("w", 3, 9)
                        .weight("b", 3)
                        .node("flat", "Reshape", "x", "rows")
                        .node("product", "Gemm", Map.of("transB", 1L), "flat", "w", "b")
                        .node("y", "Reshape", "product", "sequence")
                        .apply(new FuseLinear(), "y", SHORT, new long[] {5, 4, 9});
        assertThat(graph.nodes()).hasSize(1);
        OnnxNode linear = graph.producer("y", Macro.LINEAR);
        assertThat(linear.input(0)).isEqualTo("x");
        OnnxTensor weight = graph.constant(linear.input(1));
        assertThat(weight.shape()).containsExactly(9, 3);
        assertThat(weight.get(1)).isEqualTo(graph.constant("w").get(9));
    }

    @Test
    void a_scaled_gemm_stays() {
        OnnxGraph graph =
                new SmallGraph()
                        .weight("w", 9, 3)
                        .node("y", "Gemm", Map.of("alpha", 0.5), "x", "w")
                        .apply(new FuseLinear(), "y", new long[] {5, 9});
        assertThat(graph.toString()).isEqualTo("Gemm");
    }

    @Test
    void weight_norm_is_found_by_what_it_computes() {
        String[][][] forms = {
            {
                {"norm", "ReduceL2", "v", "axes"},
                {"unit", "Div", "v", "norm"},
                {"w", "Mul", "unit", "g"}
            },
            {
                {"square", "Mul", "v", "v"},
                {"sum", "ReduceSum", "square", "axes"},
                {"norm", "Sqrt", "sum"},
                {"scale", "Div", "g", "norm"},
                {"w", "Mul", "v", "scale"}
            },
            {
                {"sum", "ReduceSumSquare", "v", "axes"},
                {"norm", "Pow", "sum", "half"},
                {"scale", "Div", "g", "norm"},
                {"w", "Mul", "scale", "v"}
            }
        };
        for (String[][] form : forms) {
            OnnxGraph graph = FindWeightNorm.apply(conv(form), 18);
            assertThat(graph.toString()).isEqualTo(Macro.WEIGHT_NORM + " Conv");
            assertThat(graph.nodes().get(0).inputs()).containsExactly("g", "v");
        }
    }

    @Test
    void what_only_looks_like_weight_norm_is_left_to_be_folded() {
        String[][] twice = {
            {"norm", "ReduceL2", "v", "axes"},
            {"unit", "Div", "v", "norm"},
            {"w", "Add", "unit", "g"}
        };
        assertThat(FindWeightNorm.apply(conv(twice), 18).toString())
                .isEqualTo("ReduceL2 Div Add Conv");
    }

    private static OnnxGraph conv(String[]... form) {
        SmallGraph small =
                new SmallGraph()
                        .constant("axes", OnnxTensor.ofLongs(0, 1))
                        .constant("half", 0.5)
                        .weight("g", 1, 1, 5)
                        .weight("v", 6, 2, 5);
        for (String[] line : form) {
            small.node(
                    line[0], line[1], List.of(line).subList(2, line.length).toArray(new String[0]));
        }
        return small.node("y", "Conv", "x", "w").graph("y");
    }

    @Test
    void a_split_of_known_sizes_becomes_slices() {
        OnnxNode split =
                new OnnxNode(
                        "split",
                        "Split",
                        List.of("x", "sizes"),
                        List.of("a", "b"),
                        Map.of("axis", 2L));
        OnnxGraph graph =
                new OnnxGraph(
                        List.of(),
                        List.of("a", "b"),
                        List.of(split),
                        Map.of("sizes", OnnxTensor.ofLongs(3, 6)));
        OnnxGraph slices = SplitToSlices.apply(graph);
        OnnxTensor x = OnnxTensor.of(ElementType.FLOAT, new long[] {1, 2, 9}, i -> i);
        OnnxTensor b = Evaluator.evaluate(slices.producer("b"), List.of(x), 18);
        assertThat(b.shape()).containsExactly(1, 2, 6);
        assertThat(b.get(0)).isEqualTo(3);
        assertThat(b.get(6)).isEqualTo(12);
    }

    @Test
    void a_mask_that_takes_nothing_away_and_guards_against_nan_go() {
        OnnxGraph graph =
                new SmallGraph()
                        .constant("zero", 0)
                        .node("masked", "Add", "x", "zero")
                        .node("p", "Softmax", Map.of("axis", -1L), "masked")
                        .node("bad", "IsNaN", "p")
                        .node("y", "Where", "bad", "zero", "p")
                        .node("z", "Add", "y", "x")
                        .apply(new DropIdentities(), "z", SHORT, LONG);
        assertThat(graph.toString()).isEqualTo("Softmax Add");
        assertThat(graph.producer("z", "Add").inputs()).containsExactly("p", "x");
    }

    @Test
    void a_bias_of_zeros_is_a_weight_and_stays() {
        OnnxGraph graph =
                new SmallGraph()
                        .weight("w", 9, 3)
                        .constant("b", OnnxTensor.of(ElementType.FLOAT, new long[] {3}, i -> 0))
                        .node("product", "MatMul", "x", "w")
                        .node("y", "Add", "product", "b")
                        .apply(new DropIdentities(), "y", SHORT, new long[] {5, 4, 9});
        assertThat(graph.toString()).isEqualTo("MatMul Add");
    }
}
