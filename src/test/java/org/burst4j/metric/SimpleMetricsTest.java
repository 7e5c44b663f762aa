package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected numbers: scipy 1.17.1 (pearsonr, hmean), scikit-learn 1.9.1 (mean_absolute_error). */
class SimpleMetricsTest {
    private static final double[] P = {.1, .4, .35, .8, .55, .2};
    private static final double[] T = {.2, .3, .5, .9, .4, .1};

    @Test
    void pearson_equals_scipy() {
        assertThat(Pearson.of(P, T)).isCloseTo(0.8874119674649422, within(1e-14));
    }

    @Test
    void pearson_of_a_constant_or_of_one_pair_is_nan() {
        assertThat(Pearson.of(new double[] {.1, .1, .1}, new double[] {1, 2, 3})).isNaN();
        assertThat(Pearson.of(new double[] {1, 2, 3}, new double[] {.1, .1, .1})).isNaN();
        assertThat(Pearson.of(new double[] {1}, new double[] {2})).isNaN();
    }

    @Test
    void mean_absolute_error_equals_scikit_learn_and_skips_missing_targets() {
        assertThat(MeanAbsoluteError.of(P, T)).isCloseTo(0.11666666666666668, within(1e-15));
        assertThat(MeanAbsoluteError.of(new double[] {1, 9}, new double[] {3, Double.NaN}))
                .isEqualTo(2);
        assertThat(MeanAbsoluteError.of(new double[0], new double[0])).isNaN();
    }
}
