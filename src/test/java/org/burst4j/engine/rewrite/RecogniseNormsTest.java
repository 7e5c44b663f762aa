package org.burst4j.engine.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;
import org.junit.jupiter.api.Test;

/** Norms in the forms that graphs and their clean-up give them. */
class RecogniseNormsTest {
    private static final double EPSILON = 1e-5;
    private static final Op GELU = new Op.Unary(UnaryKind.GELU);

    private final Sketch sketch = new Sketch();
    private final Value rows = sketch.weight("a", 6, 5);
    private final Value gamma = sketch.weight("g", 5);
    private final Value beta = sketch.weight("b", 5);

    private static Op layerNorm(boolean scaled, boolean shifted, boolean gelu) {
        return new Op.LayerNorm((float) EPSILON, scaled, shifted, gelu);
    }

    private Value square(Value x) {
        return sketch.unary(UnaryKind.SQUARE, x);
    }

    @Test
    void layer_norm_of_rows_whose_factor_is_made_first() {
        Value centred = sketch.minus(rows, sketch.mean(rows, true, 1));
        Value inverse = sketch.inverse(sketch.mean(square(centred), true, 1), EPSILON);
        Value factor = sketch.times(inverse, sketch.reshape(gamma, 1, 5));
        Value y = sketch.add(sketch.times(centred, factor), beta);
        assertThat(sketch.recognised(y)).containsExactly(layerNorm(true, true, false));
    }

    @Test
    void layer_norm_scaled_one_after_the_other_with_sums_and_broadcasts() {
        Value mean = sketch.affine(sketch.sum(rows, 1), 0.2, 0);
        Value centred = sketch.minus(rows, sketch.broadcast(mean, 6, 5));
        Value sum = sketch.sum(sketch.times(centred, centred), 1);
        Value root = sketch.unary(UnaryKind.SQRT, sketch.affine(sum, 0.2, EPSILON));
        Value one = sketch.op(new Op.Binary(BinaryKind.DIVIDE), sketch.fill(1), root);
        Value y = sketch.times(sketch.times(sketch.broadcast(one, 6, 5), centred), gamma);
        y = sketch.add(sketch.broadcast(sketch.reshape(beta, 1, 5), 6, 5), y);
        assertThat(sketch.recognised(y)).containsExactly(layerNorm(true, true, false));
    }

    @Test
    void layer_norm_of_frames_with_gelu_behind_a_reshape() {
        Value frames = sketch.reshape(rows, 2, 3, 5);
        Value centred = sketch.minus(frames, sketch.mean(frames, true, 2));
        Value inverse = sketch.inverse(sketch.mean(square(centred), true, 2), EPSILON);
        Value y = sketch.unary(UnaryKind.GELU, sketch.times(centred, inverse));
        assertThat(sketch.recognised(y)).hasSize(2).contains(layerNorm(false, false, true));
    }

    @Test
    void gelu_stays_where_the_norm_is_read_elsewhere_too() {
        Value centred = sketch.minus(rows, sketch.mean(rows, true, 1));
        Value inverse = sketch.inverse(sketch.mean(square(centred), true, 1), EPSILON);
        Value norm = sketch.times(centred, inverse);
        Value y = sketch.unary(UnaryKind.GELU, norm);
        assertThat(sketch.recognised(y, norm))
                .containsExactly(layerNorm(false, false, false), GELU);
    }

    @Test
    void means_over_the_wrong_axis_are_no_norm() {
        Value square = sketch.weight("c", 5, 5);
        Value centred = sketch.minus(square, sketch.mean(square, false, 1));
        Value inverse = sketch.inverse(sketch.mean(square(centred), true, 1), EPSILON);
        assertThat(sketch.recognised(sketch.times(centred, inverse)))
                .noneMatch(op -> op instanceof Op.LayerNorm);
    }

    @Test
    void group_norm_over_time_with_gelu() {
        Value x = sketch.weight("d", 2, 7, 5);
        Value mean = sketch.affine(sketch.sum(x, 1), 1.0 / 7, 0);
        Value centred = sketch.minus(x, mean);
        Value variance = sketch.affine(sketch.sum(square(centred), 1), 1.0 / 7, 0);
        Value every = sketch.reshape(sketch.broadcast(sketch.reshape(gamma, 1, 5), 2, 5), 2, 1, 5);
        Value factor = sketch.times(sketch.inverse(variance, EPSILON), every);
        Value scaled = sketch.times(centred, sketch.broadcast(factor, 2, 7, 5));
        Value y = sketch.unary(UnaryKind.GELU, sketch.add(scaled, beta));
        assertThat(sketch.recognised(y))
                .contains(new Op.GroupNorm((float) EPSILON, true))
                .hasSize(1);
    }

    @Test
    void group_norm_without_weights() {
        Value x = sketch.weight("d", 2, 7, 5);
        Value centred = sketch.minus(x, sketch.mean(x, true, 1));
        Value inverse = sketch.inverse(sketch.mean(square(centred), true, 1), EPSILON);
        assertThat(sketch.recognised(sketch.times(inverse, centred)))
                .contains(new Op.GroupNorm((float) EPSILON, false))
                .hasSize(3);
    }
}
