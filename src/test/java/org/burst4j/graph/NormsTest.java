package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The blocks of wav2vec 2.0 against plain Java in double, and gradients against differences. */
class NormsTest {
    private static final double EXACT = 1e-10;

    private final SameDiff sd = SameDiff.create();

    private SDVariable input(long channels) {
        return sd.placeHolder("x", DataType.DOUBLE, -1, -1, channels);
    }

    private SDVariable weight(String name, long seed, long... shape) {
        return sd.var(name, GradientProbe.normal(seed, shape));
    }

    private INDArray run(SDVariable y, INDArray x) {
        return sd.output(Map.of("x", x), y.name()).get(y.name());
    }

    private void checkGradients(SDVariable y, INDArray x, String... variables) {
        List<String> names = new ArrayList<>(List.of(variables));
        names.add("x");
        GradientProbe.check(sd, y, Map.of("x", x), names, 12, 1e-6);
    }

    @Test
    void group_norm_takes_each_clip_and_channel_over_all_its_frames() {
        SDVariable y = Norms.groupNorm(sd, input(4), weight("g", 1, 4), weight("b", 2, 4), 0.3);
        for (int batch = 1; batch <= 3; batch++) {
            int frames = 4 + batch;
            INDArray x = GradientProbe.normal(3, batch, frames, 4).addi(2);
            INDArray actual = run(y, x);
            assertThat(actual.shape()).containsExactly(batch, frames, 4);
            for (int i = 0; i < batch; i++) {
                for (int c = 0; c < 4; c++) {
                    double mean = 0;
                    for (int t = 0; t < frames; t++) {
                        mean += x.getDouble(i, t, c) / frames;
                    }
                    double variance = 0;
                    for (int t = 0; t < frames; t++) {
                        variance += Math.pow(x.getDouble(i, t, c) - mean, 2) / frames;
                    }
                    for (int t = 0; t < frames; t++) {
                        double normal = (x.getDouble(i, t, c) - mean) / Math.sqrt(variance + 0.3);
                        double expected =
                                normal * sd.getVariable("g").getArr().getDouble(c)
                                        + sd.getVariable("b").getArr().getDouble(c);
                        assertThat(actual.getDouble(i, t, c)).isCloseTo(expected, within(EXACT));
                    }
                }
            }
        }
        checkGradients(y, GradientProbe.normal(3, 2, 5, 4), "g", "b");
    }

    @Test
    void group_norm_of_a_constant_channel_is_its_term_and_has_a_finite_gradient() {
        SDVariable y = Norms.groupNorm(sd, input(2), weight("g", 1, 2), weight("b", 2, 2), 1e-5);
        INDArray x = Nd4j.valueArrayOf(new long[] {1, 3, 2}, 0.25, DataType.DOUBLE);
        INDArray actual = run(y, x);
        for (int t = 0; t < 3; t++) {
            assertThat(actual.getDouble(0, t, 1))
                    .isCloseTo(sd.getVariable("b").getArr().getDouble(1), within(EXACT));
        }
        GradientProbe.check(sd, y, Map.of("x", x), List.of("x", "g", "b"), 6, 1e-4);
    }

    @Test
    void weight_norm_scales_each_place_of_the_kernel_to_its_length() {
        SDVariable y = Norms.weightNorm(sd, weight("g", 1, 3, 1, 1), weight("v", 2, 3, 2, 4));
        INDArray actual = sd.output(Map.of(), y.name()).get(y.name());
        INDArray g = sd.getVariable("g").getArr();
        INDArray v = sd.getVariable("v").getArr();
        assertThat(actual.shape()).containsExactly(3, 2, 4);
        for (int k = 0; k < 3; k++) {
            double squares = 0;
            for (int i = 0; i < 8; i++) {
                squares += Math.pow(v.getDouble(k, i / 4, i % 4), 2);
            }
            for (int i = 0; i < 8; i++) {
                double expected =
                        g.getDouble(k, 0, 0) * v.getDouble(k, i / 4, i % 4) / Math.sqrt(squares);
                assertThat(actual.getDouble(k, i / 4, i % 4)).isCloseTo(expected, within(EXACT));
            }
        }
        GradientProbe.check(sd, y, Map.of(), List.of("g", "v"), 24, 1e-6);
    }

    @Test
    void a_convolution_with_an_even_kernel_keeps_the_frames_without_its_last_result() {
        SDVariable w = weight("w", 1, 4, 3, 6);
        SDVariable y = Blocks.sameConvNwc(sd, input(6), w, weight("b", 2, 6), 2, 4, 3, 6);
        for (int frames = 1; frames <= 7; frames += 3) {
            INDArray x = GradientProbe.normal(3, 2, frames, 6);
            assertSameConvolution(run(y, x), x, true);
        }
        checkGradients(y, GradientProbe.normal(3, 2, 5, 6), "w", "b");
    }

    @Test
    void so_does_one_split_by_groups_with_a_computed_weight() {
        SDVariable w = Norms.weightNorm(sd, weight("g", 1, 4, 1, 1), weight("v", 2, 4, 3, 6));
        SDVariable y = new GroupedConv(2, 1, 2, 1).split(sd, input(6), w, 4, 3, 6);
        INDArray x = GradientProbe.normal(3, 2, 5, 6);
        INDArray value = sd.output(Map.of("x", x), w.name()).get(w.name()).dup();
        sd.var("w", value);
        assertSameConvolution(run(y, x), x, false);
        checkGradients(y, x, "g", "v");
    }

    private void assertSameConvolution(INDArray actual, INDArray x, boolean bias) {
        INDArray w = sd.getVariable("w").getArr();
        int kernel = (int) w.size(0);
        assertThat(actual.shape()).isEqualTo(x.shape());
        for (int i = 0; i < x.size(0); i++) {
            for (int t = 0; t < x.size(1); t++) {
                for (int o = 0; o < 6; o++) {
                    double expected = bias ? sd.getVariable("b").getArr().getDouble(o) : 0;
                    for (int k = 0; k < kernel; k++) {
                        int at = t + k - kernel / 2;
                        for (int c = 0; c < 3 && at >= 0 && at < x.size(1); c++) {
                            expected += x.getDouble(i, at, o / 3 * 3 + c) * w.getDouble(k, c, o);
                        }
                    }
                    assertThat(actual.getDouble(i, t, o)).isCloseTo(expected, within(EXACT));
                }
            }
        }
    }
}
