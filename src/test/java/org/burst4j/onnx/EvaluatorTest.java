package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.graph.HalfFloat;
import org.junit.jupiter.api.Test;

/** Values worked out by hand from the ONNX specification. */
class EvaluatorTest {
    private static final OnnxTensor GRID =
            OnnxTensor.of(ElementType.INT64, new long[] {2, 3}, i -> i);

    private static OnnxTensor run(String op, Map<String, Object> attributes, OnnxTensor... inputs) {
        List<String> names = Arrays.stream(inputs).map(input -> input == null ? "" : "in").toList();
        OnnxNode node = new OnnxNode("n", op, names, List.of("out"), attributes);
        return Evaluator.evaluate(node, Arrays.asList(inputs), 17);
    }

    private static void assertIs(OnnxTensor tensor, long[] shape, double... values) {
        assertThat(tensor.shape()).containsExactly(shape);
        double[] actual = new double[tensor.size()];
        Arrays.setAll(actual, tensor::get);
        assertThat(actual).containsExactly(values);
    }

    @Test
    void whole_numbers_divide_towards_zero_and_mod_takes_the_divisors_sign() {
        OnnxTensor a = OnnxTensor.ofLongs(-7, 7);
        OnnxTensor b = OnnxTensor.ofLongs(2, 2);
        assertIs(run("Div", Map.of(), a, b), new long[] {2}, -3, 3);
        assertIs(run("Mod", Map.of(), a, b), new long[] {2}, 1, 1);
        assertIs(run("Mod", Map.of("fmod", 1L), a, b), new long[] {2}, -1, 1);
    }

    @Test
    void a_softmax_without_axis_is_refused_where_it_meant_all_axes_but_the_first() {
        OnnxNode axisLess = new OnnxNode("s", "Softmax", List.of("x"), List.of("y"), Map.of());
        assertThat(Evaluator.evaluate(axisLess, List.of(GRID), 13).shape()).containsExactly(2, 3);
        assertThatThrownBy(() -> Evaluator.evaluate(axisLess, List.of(GRID), 12))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("all axes but the first");
    }

    @Test
    void shapes_broadcast_from_the_back() {
        OnnxTensor row = OnnxTensor.ofLongs(10, 20, 30);
        assertIs(run("Add", Map.of(), GRID, row), new long[] {2, 3}, 10, 21, 32, 13, 24, 35);
        OnnxTensor column = OnnxTensor.of(ElementType.INT64, new long[] {2, 1}, i -> i);
        assertIs(run("Mul", Map.of(), row, column), new long[] {2, 3}, 0, 0, 0, 10, 20, 30);
    }

    @Test
    void slices_step_backwards_to_flip() {
        OnnxTensor flipped =
                run(
                        "Slice",
                        Map.of(),
                        GRID,
                        OnnxTensor.ofLongs(-1),
                        OnnxTensor.ofLongs(Long.MIN_VALUE),
                        OnnxTensor.ofLongs(1),
                        OnnxTensor.ofLongs(-1));
        assertIs(flipped, new long[] {2, 3}, 2, 1, 0, 5, 4, 3);
        OnnxTensor every =
                run(
                        "Slice",
                        Map.of(),
                        GRID,
                        OnnxTensor.ofLongs(0),
                        OnnxTensor.ofLongs(Long.MAX_VALUE),
                        OnnxTensor.ofLongs(1),
                        OnnxTensor.ofLongs(2));
        assertIs(every, new long[] {2, 2}, 0, 2, 3, 5);
    }

    @Test
    void gathered_scattered_and_summed() {
        OnnxTensor last = OnnxTensor.of(ElementType.INT64, new long[0], i -> -1);
        assertIs(run("Gather", Map.of("axis", 1L), GRID, last), new long[] {2}, 2, 5);
        OnnxTensor at = OnnxTensor.of(ElementType.INT64, new long[] {1, 2}, i -> i);
        assertIs(run("GatherND", Map.of(), GRID, at), new long[] {1}, 1);
        assertIs(
                run("ScatterND", Map.of(), GRID, at, OnnxTensor.ofLongs(9)),
                new long[] {2, 3},
                0,
                9,
                2,
                3,
                4,
                5);
        assertIs(
                run("CumSum", Map.of(), GRID, OnnxTensor.ofLongs(1)),
                new long[] {2, 3},
                0,
                1,
                3,
                3,
                7,
                12);
        assertIs(
                run("CumSum", Map.of("reverse", 1L), GRID, OnnxTensor.ofLongs(0)),
                new long[] {2, 3},
                3,
                5,
                7,
                3,
                4,
                5);
        assertIs(run("ReduceMean", Map.of("axes", new long[] {-1}), GRID), new long[] {2, 1}, 1, 4);
    }

    @Test
    void rearrangements() {
        assertIs(run("Transpose", Map.of(), GRID), new long[] {3, 2}, 0, 3, 1, 4, 2, 5);
        assertIs(
                run("Tile", Map.of(), OnnxTensor.ofLongs(1, 2), OnnxTensor.ofLongs(2)),
                new long[] {4},
                1,
                2,
                1,
                2);
        assertIs(
                run("Concat", Map.of("axis", 1L), GRID, run("Neg", Map.of(), GRID)),
                new long[] {2, 6},
                0,
                1,
                2,
                0,
                -1,
                -2,
                3,
                4,
                5,
                -3,
                -4,
                -5);
        assertThat(run("Reshape", Map.of(), GRID, OnnxTensor.ofLongs(0, -1, 1)).shape())
                .containsExactly(2, 3, 1);
        assertThat(run("Unsqueeze", Map.of(), GRID, OnnxTensor.ofLongs(0, -1)).shape())
                .containsExactly(1, 2, 3, 1);
        assertThat(run("Shape", Map.of("start", 1L), GRID).longs()).containsExactly(3);
    }

    @Test
    void hollow_inputs_give_shapes_only() {
        OnnxTensor audio = OnnxTensor.hollow(ElementType.FLOAT, 2, 1, 1000);
        OnnxTensor weight = OnnxTensor.hollow(ElementType.FLOAT, 8, 1, 10);
        OnnxTensor y = run("Conv", Map.of("strides", new long[] {5}), audio, weight);
        assertThat(y.isHollow()).isTrue();
        assertThat(y.shape()).containsExactly(2, 8, 199);
        assertThat(run("Shape", Map.of(), y).longs()).containsExactly(2, 8, 199);
    }

    @Test
    void what_cannot_be_computed_is_named() {
        assertThatThrownBy(() -> run("Sinkhorn", Map.of(), GRID))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("node 'n' (Sinkhorn) with inputs [INT64[2, 3]]")
                .satisfies(e -> assertThat(((ModelException) e).cure()).contains("Conv"));
        assertThatThrownBy(() -> run("Gather", Map.of(), GRID, OnnxTensor.ofLongs(2)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("index 2 of 2");
        assertThatThrownBy(() -> run("Reshape", Map.of(), GRID, OnnxTensor.ofLongs(4)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no reshape from [2, 3] to [4]");
    }

    @Test
    void half_floats_round_to_even_and_come_back() {
        for (int bits = 0; bits < 0x7C00; bits++) {
            float value = HalfFloat.toFloat((short) bits);
            assertThat(HalfFloat.fromFloat(value)).isEqualTo((short) bits);
            assertThat(HalfFloat.fromFloat(-value)).isEqualTo((short) (bits | 0x8000));
        }
        assertThat(HalfFloat.toFloat((short) 0x3C00)).isEqualTo(1f);
        assertThat(HalfFloat.fromFloat(1f + 0x1p-11f)).isEqualTo((short) 0x3C00);
        assertThat(HalfFloat.fromFloat(1f + 3 * 0x1p-11f)).isEqualTo((short) 0x3C02);
        assertThat(HalfFloat.fromFloat(70_000f)).isEqualTo((short) 0x7C00);
        assertThat(HalfFloat.fromFloat(Float.NaN)).isEqualTo((short) 0x7E00);
    }
}
