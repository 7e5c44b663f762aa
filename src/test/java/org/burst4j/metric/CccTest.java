package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.burst4j.DataException;
import org.junit.jupiter.api.Test;

/** Expected numbers: numpy 64-bit, with the formula of each method's comment. */
class CccTest {
    private static final double[] P = {.1, .4, .35, .8, .55, .2};
    private static final double[] T = {.2, .3, .5, .9, .4, .1};

    @Test
    void official_ccc_divides_variances_by_n_minus_1_and_the_covariance_by_n() {
        assertThat(Ccc.official(P, T)).isCloseTo(0.7342657342657343, within(1e-14));
    }

    @Test
    void ddofs_give_the_textbook_variants() {
        assertThat(Ccc.of(P, T, 0, 0, 0)).isCloseTo(0.881118881118881, within(1e-14));
        assertThat(Ccc.of(P, T, 1, 1, 0)).isCloseTo(0.8811188811188811, within(1e-14));
    }

    @Test
    void two_clips_with_epsilon_give_the_hand_values() {
        double[][] p = {{.1, .4, .35, .8}, {0, 0, .5, 1}};
        double[][] t = {{.2, .3, .5, .9}, {.1, 0, .4, .7}};
        double[] expected = {.33333311, .92307678, -.85714188, -.66666644};
        for (int k = 0; k < 4; k++) {
            double score =
                    Ccc.of(
                            new double[] {p[0][k], p[1][k]},
                            new double[] {t[0][k], t[1][k]},
                            0,
                            0,
                            1e-8);
            assertThat(score).isCloseTo(expected[k], within(1e-8));
        }
    }

    @Test
    void per_clip_ccc_gives_the_hand_values() {
        double[] p = {.1, .4, .35, .8, 0, 0, .5, 1};
        double[] t = {.2, .3, .5, .9, .1, 0, .4, .7};
        assertThat(Ccc.perClip(p, t, 4))
                .containsExactly(new double[] {.68386731, .67205974}, within(1e-8));
    }

    @Test
    void a_perfect_clip_scores_only_k_minus_1_over_k_across_its_outputs() {
        double[] two = {.3, .6};
        assertThat(Ccc.perClip(two, two, 2)).containsExactly(new double[] {.5}, within(1e-14));
    }

    @Test
    void missing_targets_are_left_out() {
        double[] p = {.1, 7, .4, .35, .8, .55, .2};
        double[] t = {.2, Double.NaN, .3, .5, .9, .4, .1};
        assertThat(Ccc.official(p, t)).isEqualTo(Ccc.official(P, T));
    }

    @Test
    void constants_have_the_documented_values() {
        double[] constant = {.1, .1, .1};
        double[] other = {.2, .2, .2};
        double[] varying = {.1, .2, .3};
        assertThat(Ccc.official(constant, varying)).isZero();
        assertThat(Ccc.official(varying, constant)).isZero();
        assertThat(Ccc.official(constant, other)).isZero();
        assertThat(Ccc.official(constant, constant)).isNaN();
        assertThat(Ccc.of(constant, constant, 1, 0, 1e-8)).isZero();
    }

    @Test
    void fewer_than_two_pairs_give_nan() {
        assertThat(Ccc.official(new double[] {1}, new double[] {1})).isNaN();
        assertThat(Ccc.official(new double[] {1, 2}, new double[] {1, Double.NaN})).isNaN();
        assertThat(Ccc.official(new double[0], new double[0])).isNaN();
    }

    @Test
    void a_prediction_that_is_not_finite_is_an_error_even_without_its_target() {
        assertThatThrownBy(
                        () ->
                                Ccc.official(
                                        new double[] {1, Double.NaN}, new double[] {1, Double.NaN}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("prediction 1 is NaN");
    }

    @Test
    void unequal_lengths_and_odd_options_are_errors() {
        assertThatThrownBy(() -> Ccc.official(P, new double[2]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("6 predictions but 2 targets");
        assertThatThrownBy(() -> Ccc.of(P, T, 2, 0, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("varianceDdof 2");
        assertThatThrownBy(() -> Ccc.of(P, T, 0, 0, Double.NaN)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Ccc.perClip(P, T, 4))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no whole rows of 4");
        assertThatThrownBy(() -> Ccc.official(P, new double[] {1, 2, 3, 4, 5, 1.0 / 0}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("target 5 is Infinity");
    }
}
