package org.burst4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdamWTest {
    private static final float[] START = {0.5f, -1.25f, 2, 0, -0.03125f, 3.5f};

    /** By torch: see README.md of the test resources. */
    private static final double[][] TORCH = {
        {0.50994992, -1.25987494, 2.00979996, -0.00999992, -0.02124688, 3.49965000},
        {0.50879532, -1.25466907, 2.02279925, -0.02835348, -0.00382136, 3.48406744},
        {0.49078542, -1.24363267, 2.01961637, -0.03608206, 0.00965483, 3.48940158},
        {0.48589948, -1.23789620, 2.03380084, -0.04451796, 0.00495386, 3.50093579},
        {0.48070177, -1.24962199, 2.05461121, -0.06523826, 0.01156842, 3.50533247},
    };

    private static final double[] FIRST = {
        8.786250691628084e-05, 0.002769000129774213, -0.04240249842405319,
        0.00040288749733008444, -0.001484125154092908, -0.010900001041591167
    };
    private static final double[] SECOND = {
        2.339221438774075e-08, 3.7428208088385873e-06, 0.00028073485009372234,
        2.806412169320538e-08, 3.7421971228468465e-06, 0.00023389096895698458
    };

    @Test
    void five_steps_equal_those_of_torch_by_either_path() {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            try (AdamW adam = new AdamW(AdamW.Options.DEFAULTS)) {
                INDArray p = Nd4j.create(START, new long[] {2, 3}, 'c').castTo(type);

                for (int step = 1; step <= 5; step++) {
                    adam.step("p", p, gradient(step).castTo(type), 1e-2 * step);
                    assertThat(p.dup().reshape(6).castTo(DataType.DOUBLE).toDoubleVector())
                            .containsExactly(TORCH[step - 1], within(1e-6));
                }

                Moments moments = adam.state().get("p");
                assertThat(moments.steps()).isEqualTo(5);
                for (int i = 0; i < 6; i++) {
                    assertThat(moments.first().getDouble(i)).isCloseTo(FIRST[i], within(1e-8));
                    assertThat(moments.second().getDouble(i)).isCloseTo(SECOND[i], within(1e-10));
                }
            }
        }
    }

    @Test
    void order_and_views_of_the_arrays_change_nothing() {
        INDArray plain = Nd4j.create(START, new long[] {2, 3}, 'c');
        INDArray view = Nd4j.zeros(DataType.FLOAT, 4, 3).get(interval(1, 3), interval(0, 3));
        view.assign(plain);
        try (AdamW adam = new AdamW(AdamW.Options.DEFAULTS)) {
            for (int step = 1; step <= 3; step++) {
                adam.step("plain", plain, gradient(step).dup('f'), 1e-2);
                adam.step("view", view, gradient(step), 1e-2);
            }
        }

        for (int i = 0; i < 6; i++) {
            assertThat(view.getDouble(i / 3, i % 3))
                    .isCloseTo(plain.getDouble(i / 3, i % 3), within(1e-6));
        }
    }

    @Test
    void many_blocks_equal_one_small_step_each() {
        int length = 40 * FloatBlocks.SIZE + 17;
        INDArray p = Nd4j.linspace(-1, 1, length, DataType.FLOAT).dup('c');
        INDArray g = Nd4j.linspace(3, -2, length, DataType.FLOAT).dup('c');
        INDArray start = p.dup();
        try (AdamW adam = new AdamW(AdamW.Options.DEFAULTS)) {
            adam.step("p", p, g, 0.1);
            for (int i = 0; i < length; i += 997) {
                INDArray one = Nd4j.create(new float[] {start.getFloat(i)}, new long[] {1}, 'c');
                INDArray its = Nd4j.create(new float[] {g.getFloat(i)}, new long[] {1}, 'c');
                adam.step("one" + i, one, its, 0.1);
                assertThat(p.getFloat(i)).isEqualTo(one.getFloat(0));
            }
        }
        assertThat(p.getFloat(length - 1)).isNotEqualTo(start.getFloat(length - 1));
    }

    @Test
    void restored_state_goes_on_to_the_last_bit() {
        INDArray through = Nd4j.create(START, new long[] {6}, 'c');
        try (AdamW first = new AdamW(AdamW.Options.DEFAULTS);
                AdamW second = new AdamW(AdamW.Options.DEFAULTS)) {
            first.step("p", through, gradient(1).reshape(6), 1e-2);
            INDArray resumed = through.dup();
            second.restore("p", first.state().get("p"));
            for (int step = 2; step <= 4; step++) {
                first.step("p", through, gradient(step).reshape(6), 1e-2);
                second.step("p", resumed, gradient(step).reshape(6), 1e-2);
            }
            assertThat(resumed).isEqualTo(through);
            assertThat(resumed.toFloatVector()).isEqualTo(through.toFloatVector());
        }
    }

    @Test
    void decay_of_its_own_replaces_that_of_the_options() {
        INDArray p = Nd4j.create(START, new long[] {6}, 'c');
        try (AdamW adam = new AdamW(AdamW.Options.DEFAULTS)) {
            adam.step("p", p, Nd4j.zeros(DataType.FLOAT, 6), 0.5, 0);
        }
        assertThat(p.toFloatVector()).isEqualTo(START);
    }

    @Test
    void a_factor_is_as_gradients_that_were_multiplied_before() {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray one = Nd4j.create(START, new long[] {2, 3}, 'c').castTo(type);
            INDArray other = one.dup();
            try (AdamW adam = new AdamW(AdamW.Options.DEFAULTS)) {
                for (int step = 1; step <= 3; step++) {
                    INDArray gradient = gradient(step).castTo(type);
                    adam.step("one", one, gradient, 1e-2, 0.01, 0.3);
                    assertThat(gradient).isEqualTo(gradient(step).castTo(type));
                    adam.step("other", other, gradient.mul(0.3), 1e-2, 0.01);
                }
            }
            assertThat(one.reshape(6).toDoubleVector())
                    .isEqualTo(other.reshape(6).toDoubleVector());
        }
    }

    @Test
    void wrong_shapes_and_options_are_refused_by_name() {
        try (AdamW adam = new AdamW(AdamW.Options.DEFAULTS)) {
            INDArray p = Nd4j.zeros(DataType.FLOAT, 6);
            assertThatThrownBy(() -> adam.step("p", p, Nd4j.zeros(DataType.FLOAT, 5), 0.1))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("parameter p")
                    .hasMessageContaining("[5]")
                    .hasMessageContaining("[6]");
        }
        assertThatThrownBy(() -> new AdamW.Options(1, 0.999, 1e-8, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("beta1");
    }

    private static org.nd4j.linalg.indexing.INDArrayIndex interval(int from, int to) {
        return org.nd4j.linalg.indexing.NDArrayIndex.interval(from, to);
    }

    private static INDArray gradient(int step) {
        float[] g = new float[6];
        for (int i = 0; i < 6; i++) {
            g[i] = (float) (((i * 3 + step * 2) % 7 - 3) / 8.0 * Math.pow(10, i % 3 - 2));
        }
        return Nd4j.create(g, new long[] {2, 3}, 'c');
    }
}
