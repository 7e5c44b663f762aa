package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void compact_numbers_have_four_digits_and_no_needless_zeros() {
        assertThat(Numbers.compact(0)).isEqualTo("0");
        assertThat(Numbers.compact(-0.0)).isEqualTo("0");
        assertThat(Numbers.compact(0.2)).isEqualTo("0.2");
        assertThat(Numbers.compact(1.23456)).isEqualTo("1.235");
        assertThat(Numbers.compact(200)).isEqualTo("200");
        assertThat(Numbers.compact(1e-4)).isEqualTo("1e-4");
        assertThat(Numbers.compact(2.5e-5)).isEqualTo("2.5e-5");
        assertThat(Numbers.compact(-1e10)).isEqualTo("-1e10");
        assertThat(Numbers.compact(Double.POSITIVE_INFINITY)).isEqualTo("–");
    }

    @Test
    void exact_numbers_are_read_back_unchanged() {
        for (double value : new double[] {0.1, 1 / 3.0, 1e-300, -5, 4e-5f}) {
            assertThat(Numbers.parse(Numbers.exact(value))).isEqualTo(value);
        }
        assertThat(Numbers.parse(Numbers.exact(Double.NaN))).isNaN();
    }

    @Test
    void ticks_are_round_and_within_the_range() {
        assertThat(Ticks.linear(0, 1, 5)).hasSize(6).contains(0.0, 1.0);
        assertThat(Ticks.linear(-0.1, 0.9, 5)).first().isEqualTo(0.0);
        assertThat(Ticks.logarithmic(0.4, 30)).containsExactly(0.5, 1.0, 2.0, 5.0, 10.0, 20.0);
        assertThat(Ticks.logarithmic(1e-6, 1e-2)).hasSize(5);
    }
}
