package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Interpreter;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.ReduceKind;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;

/** What a program is simplified to, and that it gives the same numbers. */
class SimplifyTest {
    private static final int ROWS = 4;
    private static final int COLUMNS = 3;

    private final ProgramBuilder builder = new ProgramBuilder();
    private final Value x = builder.placeholder("x", Shape.of(ROWS, COLUMNS));
    private final Value row = builder.placeholder("row", Shape.of(1, COLUMNS));
    private final Value column = builder.placeholder("column", Shape.of(ROWS, 1));

    private Value fill(float number, int... sizes) {
        return builder.add(new Op.Fill(Shape.of(sizes), number));
    }

    private Value binary(BinaryKind kind, Value a, Value b) {
        return builder.add(new Op.Binary(kind), a, b);
    }

    private Value affine(double scale, double shift, Value a) {
        return builder.add(new Op.Affine((float) scale, (float) shift), a);
    }

    private static Map<String, double[]> run(Program program) {
        Map<String, double[]> all =
                Map.of(
                        "x", IntStream.range(1, 13).mapToDouble(Math::sqrt).toArray(),
                        "row", new double[] {3, -1, 0.5},
                        "column", new double[] {1, 2, -3, 7});
        return new Interpreter().run(program, all, Map.of(), 1);
    }

    /** The operations left, of a program that gives the same numbers. */
    private List<Op> simplified(Value y) {
        return simplified(Simplify.READ, y);
    }

    private List<Op> simplified(Simplify simplify, Value y) {
        builder.output("y", y);
        Program program = builder.build();
        Program simple = simplify.apply(program);
        assertThat(simple.outputs().get("y").shape()).isEqualTo(y.shape());
        double[] expected = run(program).get("y");
        double[] actual = run(simple).get("y");
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-7 * scale(expected)));
        }
        return simple.nodes().stream().map(node -> node.op()).toList();
    }

    private static double scale(double... numbers) {
        return Arrays.stream(numbers).map(Math::abs).max().orElseThrow() + 1;
    }

    @Test
    void a_product_with_a_column_of_shares_is_a_mean() {
        Value y = builder.add(new Op.MatMul(false, false), x, fill(1f / COLUMNS, COLUMNS, 1));
        assertThat(simplified(y)).containsExactly(new Op.Reduce(ReduceKind.MEAN, List.of(1), true));
    }

    @Test
    void a_product_with_a_column_of_other_numbers_is_a_multiple_of_sums() {
        Value y = builder.add(new Op.MatMul(false, false), x, fill(0.3f, COLUMNS, 1));
        assertThat(simplified(y))
                .containsExactly(
                        new Op.Reduce(ReduceKind.SUM, List.of(1), true), new Op.Affine(0.3f, 0));
    }

    @Test
    void a_product_of_ones_with_a_row_is_added_as_the_row() {
        Value ones = fill(1, ROWS, 1);
        Value repeated = builder.add(new Op.MatMul(false, false), ones, row);
        assertThat(simplified(binary(BinaryKind.ADD, x, repeated)))
                .containsExactly(new Op.Binary(BinaryKind.ADD));
    }

    @Test
    void a_product_of_a_column_with_ones_repeats_it() {
        Value y = builder.add(new Op.MatMul(false, false), column, fill(1, 1, COLUMNS));
        assertThat(simplified(y)).containsExactly(new Op.Broadcast(Shape.of(ROWS, COLUMNS)));
    }

    @Test
    void a_product_of_a_column_with_a_row_is_element_wise() {
        Value y = builder.add(new Op.MatMul(true, false), reshaped(column, 1, ROWS), row);
        assertThat(simplified(y)).containsExactly(new Op.Binary(BinaryKind.MULTIPLY));
    }

    @Test
    void a_row_of_ones_sums_over_rows() {
        Value y = builder.add(new Op.MatMul(false, false), fill(1, 1, ROWS), x);
        assertThat(simplified(y)).containsExactly(new Op.Reduce(ReduceKind.SUM, List.of(0), true));
    }

    @Test
    void products_with_ones_of_many_matrices_and_transposed() {
        Value many = reshaped(x, 2, 2, COLUMNS);
        Value sums = builder.add(new Op.MatMul(false, false), fill(1, 2, 1, 2), many); // [2,1,3]
        Value wide = builder.add(new Op.MatMul(true, true), many, fill(2, 2, 5, 2)); // [2,3,5]
        Value y = binary(BinaryKind.ADD, builder.add(new Op.Permute(List.of(0, 2, 1)), sums), wide);
        assertThat(simplified(y)).noneMatch(Op.MatMul.class::isInstance);
    }

    private Value reshaped(Value value, int... sizes) {
        return builder.add(new Op.Reshape(Shape.of(sizes)), value);
    }

    @Test
    void arithmetic_with_fills_is_arithmetic_with_numbers() {
        Value y = binary(BinaryKind.SUBTRACT, fill(2, 1), binary(BinaryKind.DIVIDE, x, fill(4)));
        assertThat(simplified(y)).containsExactly(new Op.Affine(-0.25f, 2));
    }

    @Test
    void a_smaller_array_and_a_larger_fill_give_the_larger_shape() {
        Value y = binary(BinaryKind.MULTIPLY, fill(3, ROWS, COLUMNS), row);
        assertThat(simplified(y))
                .containsExactly(new Op.Affine(3, 0), new Op.Broadcast(Shape.of(ROWS, COLUMNS)));
    }

    @Test
    void comparisons_turn_round_with_their_sides() {
        Value y = binary(BinaryKind.LESS, fill(2), x);
        assertThat(simplified(y)).containsExactly(new Op.Compare(BinaryKind.GREATER, 2));
    }

    @Test
    void what_does_nothing_goes() {
        Value same = affine(1, 0, builder.add(new Op.Permute(List.of(0, 1)), x));
        Value there = builder.add(new Op.Permute(List.of(1, 0)), same);
        Value back = builder.add(new Op.Permute(List.of(1, 0)), there);
        Value whole =
                builder.add(
                        new Op.Slice(List.of(0, 0), List.of(1, 1), Shape.of(ROWS, COLUMNS)),
                        reshaped(reshaped(back, 2, 6), ROWS, COLUMNS));
        assertThat(simplified(binary(BinaryKind.ADD, whole, fill(0)))).isEmpty();
    }

    @Test
    void affine_functions_join_where_that_is_exact_enough() {
        assertThat(simplified(affine(3, 5, affine(2, 0, x)))).containsExactly(new Op.Affine(6, 5));
    }

    @Test
    void affine_functions_stay_apart_where_it_is_not() {
        Value y = affine(1e8, 0, affine(1, -1, x));
        assertThat(simplified(y)).hasSize(2);
    }

    @Test
    void a_product_with_itself_is_a_square_and_one_over_it_a_reciprocal() {
        Value square = binary(BinaryKind.MULTIPLY, x, x);
        Value y = binary(BinaryKind.DIVIDE, fill(1, ROWS, COLUMNS), square);
        assertThat(simplified(y))
                .containsExactly(
                        new Op.Unary(UnaryKind.SQUARE), new Op.Unary(UnaryKind.RECIPROCAL));
    }

    @Test
    void what_is_computed_twice_is_computed_once_unless_that_is_meant() {
        Value once = builder.add(new Op.Unary(UnaryKind.EXP), x);
        Value twice = builder.add(new Op.Unary(UnaryKind.EXP), x);
        Value y = binary(BinaryKind.ADD, once, twice);
        assertThat(simplified(y)).hasSize(2);
        assertThat(simplified(Simplify.WITH_GRADIENTS, y)).hasSize(3);
    }

    @Test
    void stops_stay_until_gradients_are_there() {
        Value y = affine(2, 0, builder.add(new Op.StopGradient(), x));
        assertThat(simplified(y)).contains(new Op.StopGradient());
        assertThat(simplified(Simplify.WITH_GRADIENTS, y)).containsExactly(new Op.Affine(2, 0));
    }

    @Test
    void functions_of_fills_are_fills() {
        Value a = affine(2, 1, builder.add(new Op.Unary(UnaryKind.SQRT), fill(4, 2, 3))); // 5
        Value sum = builder.add(new Op.Reduce(ReduceKind.SUM, List.of(1), true), a); // 15
        Value both = builder.add(new Op.Concat(0), sum, reshaped(fill(15, 1), 1, 1)); // [3,1]
        assertThat(simplified(both)).containsExactly(new Op.Fill(Shape.of(3, 1), 15));
    }

    @Test
    void repetition_comes_last() {
        Value wide = builder.add(new Op.Broadcast(Shape.of(ROWS, COLUMNS)), row);
        Value y = builder.add(new Op.Unary(UnaryKind.EXP), wide);
        assertThat(simplified(y))
                .containsExactly(
                        new Op.Unary(UnaryKind.EXP), new Op.Broadcast(Shape.of(ROWS, COLUMNS)));
    }

    @Test
    void a_repetition_that_the_other_operand_does_not_ask_for_stays() {
        Value wide = builder.add(new Op.Broadcast(Shape.of(ROWS, COLUMNS)), row);
        assertThat(simplified(binary(BinaryKind.ADD, wide, row)))
                .contains(new Op.Broadcast(Shape.of(ROWS, COLUMNS)));
    }

    @Test
    void reductions_of_ones_are_reshapes_and_parts_of_parts_are_parts() {
        Value sum = builder.add(new Op.Reduce(ReduceKind.MAX, List.of(1), false), column); // [4]
        Value part = builder.add(new Op.Slice(List.of(1), List.of(2), Shape.of(2)), sum); // 1, 3
        Value y = builder.add(new Op.Slice(List.of(1), List.of(1), Shape.of(1)), part); // 3
        assertThat(simplified(y))
                .containsExactly(
                        new Op.Reshape(Shape.of(ROWS)),
                        new Op.Slice(List.of(3), List.of(2), Shape.of(1)));
    }
}
