package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HalfFloatTest {
    @Test
    void halves_round_to_the_nearest_even() {
        assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(1 + 0x1p-11f))).isEqualTo(1f);
        assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(1 + 3 * 0x1p-11f))).isEqualTo(1 + 0x1p-9f);
        assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(-65504f))).isEqualTo(-65504f);
        assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(0x1p-24f))).isEqualTo(0x1p-24f);
        for (int bits = 0; bits < 0x7C00; bits++) {
            float value = HalfFloat.toFloat((short) bits);
            assertThat(HalfFloat.fromFloat(value)).isEqualTo((short) bits);
            assertThat((double) value).isCloseTo(halfByDefinition(bits), within(0.0));
        }
    }

    private static double halfByDefinition(int bits) {
        int exponent = bits >> 10;
        double fraction = (bits & 0x3FF) / 1024.0;
        return exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
    }
}
