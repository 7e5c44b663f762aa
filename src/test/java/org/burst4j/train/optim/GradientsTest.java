package org.burst4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientsTest {
    private final INDArray a = Nd4j.create(new float[] {3, 0}, new long[] {2}, 'c');
    private final INDArray b = Nd4j.createFromArray(new double[][] {{0, 0}, {4, 0}}).dup('f');

    @Test
    void norm_goes_over_all_arrays_of_any_type_and_order() {
        assertThat(Gradients.globalNorm(Map.of("a", a, "b", b))).isEqualTo(5);
    }

    @Test
    void clipping_brings_the_norm_to_the_limit() {
        assertThat(Gradients.clipFactor(5, 1)).isCloseTo(0.2, within(1e-6)).isLessThan(0.2);
    }

    @Test
    void small_and_broken_gradients_are_left_alone() {
        assertThat(Gradients.clipFactor(3, 10)).isEqualTo(1);
        assertThat(Gradients.clipFactor(Double.NaN, 1)).isEqualTo(1);
        assertThat(Gradients.clipFactor(Double.POSITIVE_INFINITY, 1)).isEqualTo(1);
    }

    @Test
    void many_blocks_are_summed_exactly_alike_each_time() {
        INDArray many = Nd4j.linspace(-1, 1, 300_001, DataType.FLOAT).dup('c');
        double expected = 0;
        for (float value : many.toFloatVector()) {
            expected += (double) value * value;
        }

        double norm = Gradients.globalNorm(Map.of("many", many));

        assertThat(norm).isCloseTo(Math.sqrt(expected), within(1e-9));
        assertThat(Gradients.globalNorm(Map.of("many", many))).isEqualTo(norm);
    }

    @Test
    void a_limit_of_zero_is_refused() {
        assertThatThrownBy(() -> Gradients.clipFactor(1, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("0.0");
    }
}
