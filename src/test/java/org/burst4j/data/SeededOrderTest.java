package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeededOrderTest {
    /** First numbers of SplitMix64 from seed 0 and 1234567, as in its authors' reference code. */
    @Test
    void mixing_is_that_of_splitmix64() {
        assertThat(SeededOrder.bits(0, "")).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(SeededOrder.bits(1234567, "")).isEqualTo(6457827717110365317L);
    }

    @Test
    void purpose_and_counters_change_the_numbers() {
        long bits = SeededOrder.bits(5, "shuffle", 1, 2);
        assertThat(SeededOrder.bits(5, "shuffle", 1, 2)).isEqualTo(bits);
        assertThat(SeededOrder.bits(5, "shuffle", 2, 1)).isNotEqualTo(bits);
        assertThat(SeededOrder.bits(5, "batches", 1, 2)).isNotEqualTo(bits);
        assertThat(SeededOrder.bits(6, "shuffle", 1, 2)).isNotEqualTo(bits);
    }

    @Test
    void every_place_is_equally_likely() {
        int[][] counts = new int[5][5];
        for (int round = 0; round < 20_000; round++) {
            int[] order = SeededOrder.permutation(5, 3, "test", round);
            for (int place = 0; place < 5; place++) {
                counts[place][order[place]]++;
            }
        }
        // Each count is binomial with mean 4000 and standard deviation 57.
        assertThat(Arrays.stream(counts).flatMapToInt(Arrays::stream).boxed())
                .allSatisfy(count -> assertThat(count).isCloseTo(4000, within(285)));
    }

    @Test
    void empty_and_single_orders_exist() {
        assertThat(SeededOrder.permutation(0, 1, "x", 0)).isEmpty();
        assertThat(SeededOrder.permutation(1, 1, "x", 0)).containsExactly(0);
    }
}
