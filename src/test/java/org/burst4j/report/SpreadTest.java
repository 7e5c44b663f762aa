package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void the_deviation_is_that_of_a_sample() {
        Spread spread = Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
        assertThat(spread.mean()).isEqualTo(5);
        // 32 / 7, not 32 / 8, which would be 2.
        assertThat(spread.deviation()).isCloseTo(2.138089935299395, within(1e-15));
        assertThat(spread.count()).isEqualTo(8);
        assertThat(spread.text()).isEqualTo("5.000 ± 2.138");
    }

    @Test
    void a_small_deviation_beside_a_large_mean_is_kept() {
        assertThat(Spread.of(List.of(1e9, 1e9 + 1, 1e9 + 2)).deviation()).isEqualTo(1);
    }

    @Test
    void one_value_has_no_deviation_and_none_no_mean() {
        Spread one = Spread.of(List.of(0.5, Double.NaN));
        assertThat(one.mean()).isEqualTo(0.5);
        assertThat(one.deviation()).isNaN();
        assertThat(one.count()).isEqualTo(1);
        assertThat(one.text()).isEqualTo("0.500");
        assertThat(Spread.of(List.of(Double.NaN))).isEqualTo(Spread.NONE);
        assertThat(Spread.NONE.text()).isEqualTo("–");
        assertThat(Spread.NONE.known()).isFalse();
    }
}
