package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;

/** GELU and dropout in the forms that graphs and their clean-up give them. */
class RecogniseElementsTest {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final Op GELU = new Op.Unary(UnaryKind.GELU);

    private final Sketch sketch = new Sketch();
    private final Value x = sketch.weight("a", 3, 5);

    private Value erf(Value in) {
        return sketch.unary(UnaryKind.ERF, in);
    }

    @Test
    void gelu_as_blocks_write_it() {
        Value bracket = sketch.affine(erf(sketch.affine(x, SQRT_HALF, 0)), 1, 1);
        Value y = sketch.times(sketch.affine(x, 0.5, 0), bracket);
        assertThat(sketch.recognised(y)).containsExactly(GELU);
    }

    @Test
    void gelu_with_its_half_in_the_bracket_and_turned_round() {
        Value bracket = sketch.affine(erf(sketch.affine(x, SQRT_HALF, 0)), 0.5, 0.5);
        assertThat(sketch.recognised(sketch.times(bracket, x))).containsExactly(GELU);
    }

    @Test
    void gelu_with_its_half_behind() {
        Value divided = sketch.op(new Op.Binary(BinaryKind.DIVIDE), x, sketch.fill(Math.sqrt(2)));
        Value bracket = sketch.add(sketch.fill(1, 3, 5), erf(divided));
        Value y = sketch.affine(sketch.times(x, bracket), 0.5, 0);
        assertThat(sketch.recognised(y)).containsExactly(GELU);
    }

    @Test
    void gelu_of_something_linear_that_was_drawn_into_it() {
        Value bracket = sketch.affine(erf(sketch.affine(x, 3 * SQRT_HALF, SQRT_HALF)), 1, 1);
        Value y = sketch.times(sketch.affine(x, 1.5, 0.5), bracket);
        assertThat(sketch.recognised(y)).containsExactly(new Op.Affine(3, 1), GELU);
    }

    @Test
    void what_is_not_gelu_stays() {
        Value bracket = sketch.affine(erf(sketch.affine(x, 0.7, 0)), 1, 1);
        Value y = sketch.times(sketch.affine(x, 0.5, 0), bracket);
        assertThat(sketch.recognised(y)).hasSize(5).doesNotContain(GELU);
    }

    private Value kept(double rate, int... sizes) {
        Op op = new Op.Uniform("mask", (float) (1 - rate), (float) (2 - rate), Shape.of(sizes));
        return sketch.unary(UnaryKind.FLOOR, sketch.op(op));
    }

    @Test
    void dropout_of_every_usual_rate() {
        for (double rate : new double[] {0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5}) {
            Sketch one = new Sketch();
            Value in = one.weight("a", 3, 5);
            Op drawn = new Op.Uniform("m", (float) (1 - rate), (float) (2 - rate), Shape.of(3, 5));
            Value floor = one.unary(UnaryKind.FLOOR, one.op(drawn));
            Value y = one.times(in, one.affine(floor, 1 / (1 - rate), 0));
            assertThat(one.recognised(y))
                    .as("rate " + rate)
                    .hasSize(1)
                    .allMatch(
                            op ->
                                    op instanceof Op.Dropout dropout
                                            && dropout.name().equals("m")
                                            && 1 - dropout.rate() == (float) (1 - rate));
        }
    }

    @Test
    void dropout_scaled_behind() {
        Value y = sketch.affine(sketch.times(kept(0.5, 3, 5), x), 2, 0);
        assertThat(sketch.recognised(y)).containsExactly(new Op.Dropout("mask", 0.5f));
    }

    @Test
    void one_draw_for_a_whole_layer_stays() {
        Value y = sketch.times(x, sketch.affine(kept(0.5, 1), 2, 0));
        assertThat(sketch.recognised(y)).noneMatch(op -> op instanceof Op.Dropout);
    }
}
