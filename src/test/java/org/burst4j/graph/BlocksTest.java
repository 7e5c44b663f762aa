package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every block against a plain-Java oracle in double, and its gradients against differences. */
class BlocksTest {
    private static final double EXACT = 1e-10;

    private final SameDiff sd = SameDiff.create();

    private SDVariable input(long... shape) {
        return sd.placeHolder("x", DataType.DOUBLE, shape);
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
    void linear_flattens_and_restores_dynamic_batches() {
        SDVariable w = weight("w", 1, 3, 5);
        SDVariable b = weight("b", 2, 5);
        SDVariable y = Blocks.linear(sd, input(-1, -1, 3), w, b, "projection");
        assertThat(y.name()).isEqualTo("projection");
        for (long batch = 1; batch <= 3; batch++) {
            INDArray x = GradientProbe.normal(3, batch, 4 + batch, 3);
            INDArray actual = run(y, x);
            assertThat(actual.shape()).containsExactly(batch, 4 + batch, 5);
            for (int i = 0; i < batch; i++) {
                for (int t = 0; t < 4 + batch; t++) {
                    for (int o = 0; o < 5; o++) {
                        double expected = b.getArr().getDouble(o);
                        for (int c = 0; c < 3; c++) {
                            expected += x.getDouble(i, t, c) * w.getArr().getDouble(c, o);
                        }
                        assertThat(actual.getDouble(i, t, o)).isCloseTo(expected, within(EXACT));
                    }
                }
            }
        }
        checkGradients(y, GradientProbe.normal(3, 2, 4, 3), "w", "b");
    }

    @Test
    void linear_of_rows_needs_no_bias_and_no_name() {
        SDVariable y = Blocks.linearRows(sd, input(-1, 3), weight("w", 1, 3, 2), null, null);
        INDArray x = GradientProbe.normal(5, 4, 3);
        assertThat(run(y, x).shape()).containsExactly(4, 2);
        checkGradients(y, x, "w");
    }

    @Test
    void layer_norm_keeps_its_epsilon_where_the_input_is_small() {
        SDVariable y =
                Blocks.layerNorm(
                        sd, input(-1, -1, 4), weight("g", 1, 4), weight("b", 2, 4), 4, 1e-5);
        INDArray x = Nd4j.createFromArray(new double[][][] {{{1e-3, 2e-3, 3e-3, 4e-3}}});
        INDArray actual = run(y, x);
        double variance = (1.5 * 1.5 + 0.5 * 0.5) / 2 * 1e-6;
        for (int c = 0; c < 4; c++) {
            double normal = (c - 1.5) * 1e-3 / Math.sqrt(variance + 1e-5);
            double expected =
                    normal * sd.getVariable("g").getArr().getDouble(c)
                            + sd.getVariable("b").getArr().getDouble(c);
            assertThat(actual.getDouble(0, 0, c)).isCloseTo(expected, within(EXACT));
        }
        checkGradients(y, GradientProbe.normal(3, 2, 3, 4), "g", "b");
    }

    @Test
    void layer_norm_passes_a_gradient_through_a_constant_row() {
        SDVariable y = Blocks.layerNorm(sd, input(-1, -1, 4), null, null, 4, 1e-5);
        INDArray x = Nd4j.zeros(DataType.DOUBLE, 1, 2, 4);
        assertThat(run(y, x).sumNumber().doubleValue()).isZero();
        GradientProbe.check(sd, y, Map.of("x", x), List.of("x"), 8, 1e-4);
    }

    @Test
    void gelu_is_exact() {
        SDVariable y = Blocks.gelu(sd, input(-1));
        INDArray x = Nd4j.createFromArray(-9.0, -2.0, -0.5, 0.0, 0.5, 2.0, 9.0);
        INDArray actual = run(y, x);
        for (int i = 0; i < 7; i++) {
            double v = x.getDouble(i);
            double expected = 0.5 * v * (1 + Erf.erf(v / Math.sqrt(2)));
            assertThat(actual.getDouble(i)).isCloseTo(expected, within(EXACT));
        }
        assertThat(actual.getDouble(5)).isCloseTo(1.9544997361, within(1e-9));
        checkGradients(y, x);
    }

    @Test
    void softmax_takes_the_last_axis() {
        SDVariable y = Blocks.softmax(sd, input(-1, 2, -1, 3));
        INDArray x = GradientProbe.normal(4, 2, 2, 2, 3);
        INDArray actual = run(y, x);
        for (int i = 0; i < 8; i++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.exp(x.getDouble(i / 4, i / 2 % 2, i % 2, c));
            }
            for (int c = 0; c < 3; c++) {
                double expected = Math.exp(x.getDouble(i / 4, i / 2 % 2, i % 2, c)) / sum;
                assertThat(actual.getDouble(i / 4, i / 2 % 2, i % 2, c))
                        .isCloseTo(expected, within(EXACT));
            }
        }
        checkGradients(y, x);
    }

    @Test
    void convolution_strides_and_pads_in_nwc() {
        SDVariable y =
                Blocks.convNwc(
                        sd, input(-1, -1, 2), weight("w", 1, 3, 2, 4), weight("b", 2, 4), 2, 1);
        for (long length = 5; length <= 8; length++) {
            INDArray x = GradientProbe.normal(3, 2, length, 2);
            assertConvolution(run(y, x), x, "b", 1, 2, 1);
        }
        checkGradients(y, GradientProbe.normal(3, 2, 7, 2), "w", "b");
    }

    @Test
    void convolution_without_bias_or_padding_drops_the_tail() {
        SDVariable y = Blocks.convNwc(sd, input(-1, -1, 1), weight("w", 1, 10, 1, 3), null, 5, 0);
        INDArray x = GradientProbe.normal(3, 1, 24, 1);
        INDArray actual = run(y, x);
        assertThat(actual.shape()).containsExactly(1, 3, 3);
        assertConvolution(actual, x, null, 1, 5, 0);
        checkGradients(y, x, "w");
    }

    @Test
    void grouped_convolution_sees_its_own_group_only() {
        SDVariable y =
                Blocks.groupedConvNwc(
                        sd, input(-1, -1, 6), weight("w", 1, 5, 2, 9), weight("b", 2, 9), 3, 1, 2);
        for (long length = 1; length <= 7; length += 3) {
            INDArray x = GradientProbe.normal(3, 2, length, 6);
            assertConvolution(run(y, x), x, "b", 3, 1, 2);
        }
        checkGradients(y, GradientProbe.normal(3, 2, 7, 6), "w", "b");
    }

    @Test
    void grouped_convolution_split_by_groups_gives_the_same_as_in_one() {
        SDVariable weight = weight("w", 1, 5, 2, 6);
        SDVariable x = input(-1, -1, 6);
        SDVariable y = new GroupedConv(3, 1, 2, 0).split(sd, x, weight, weight.getShape());
        SDVariable dense = new GroupedConv(3, 1, 2, 0).dense(sd, x, weight, weight.getShape());
        INDArray values = GradientProbe.normal(3, 2, 7, 6);
        assertConvolution(run(y, values), values, null, 3, 1, 2);
        assertThat(run(y, values).equalsWithEps(run(dense, values), 1e-10)).isTrue();
        checkGradients(y, values, "w");
    }

    private void assertConvolution(
            INDArray actual, INDArray x, String bias, int groups, int stride, int padding) {
        INDArray w = sd.getVariable("w").getArr();
        long kernel = w.size(0);
        int in = (int) w.size(1);
        int out = (int) w.size(2);
        long frames = (x.size(1) + 2L * padding - kernel) / stride + 1;
        assertThat(actual.shape()).containsExactly(x.size(0), frames, out);
        for (int i = 0; i < x.size(0); i++) {
            for (int t = 0; t < frames; t++) {
                for (int o = 0; o < out; o++) {
                    int first = (o / (out / groups)) * in;
                    double expected = bias == null ? 0 : sd.getVariable(bias).getArr().getDouble(o);
                    for (int k = 0; k < kernel; k++) {
                        int at = t * stride + k - padding;
                        for (int c = 0; c < in && at >= 0 && at < x.size(1); c++) {
                            expected += x.getDouble(i, at, first + c) * w.getDouble(k, c, o);
                        }
                    }
                    assertThat(actual.getDouble(i, t, o)).isCloseTo(expected, within(EXACT));
                }
            }
        }
    }

    @Test
    void attention_ignores_masked_keys_and_survives_saving(@TempDir Path folder) {
        SDVariable mask = sd.placeHolder("mask", DataType.DOUBLE, -1, -1);
        SDVariable y = attention(mask);
        INDArray x = GradientProbe.normal(20, 2, 5, 6);
        INDArray keys = Nd4j.createFromArray(new double[][] {{1, 1, 1, 1, 1}, {1, 1, 1, 0, 0}});
        Map<String, INDArray> inputs = Map.of("x", x, "mask", keys);
        INDArray actual = sd.output(inputs, y.name()).get(y.name()).dup();
        for (int i = 0; i < 2; i++) {
            double[][] expected = attentionOracle(x, keys, i);
            for (int t = 0; t < 5; t++) {
                for (int c = 0; c < 6; c++) {
                    assertThat(actual.getDouble(i, t, c)).isCloseTo(expected[t][c], within(EXACT));
                }
            }
        }
        INDArray changed = x.dup();
        changed.putScalar(new long[] {1, 4, 2}, 100.0);
        INDArray again = sd.output(Map.of("x", changed, "mask", keys), y.name()).get(y.name());
        assertThat(again.getDouble(1, 0, 0)).isEqualTo(actual.getDouble(1, 0, 0));

        List<String> names = List.of("x", "wq", "bq", "wk", "wv", "bv", "wo", "bo");
        GradientProbe.check(sd, y, inputs, names, 8, 1e-6);
        File file = folder.resolve("attention.fb").toFile();
        sd.save(file, false);
        SameDiff loaded = SameDiff.load(file, false);
        assertThat(loaded.output(inputs, y.name()).get(y.name())).isEqualTo(actual);
        names = names.subList(1, names.size());
        Map<String, INDArray> expected = sd.calculateGradients(inputs, names);
        Map<String, INDArray> gradients = loaded.calculateGradients(inputs, names);
        names.forEach(
                name ->
                        assertThat(gradients.get(name).equalsWithEps(expected.get(name), EXACT))
                                .as(name)
                                .isTrue());
    }

    @Test
    void a_row_with_every_key_masked_attends_evenly() {
        SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, -1, -1);
        SDVariable scores = sd.placeHolder("x", DataType.FLOAT, -1, 1, 1, -1);
        SDVariable y = Blocks.softmax(sd, scores.add(Blocks.keyBias(sd, mask)));
        INDArray x = Nd4j.createFromArray(1f, -50f, 40f, 1f, -50f, 40f).reshape(2, 1, 1, 3);
        INDArray keys = Nd4j.createFromArray(new float[][] {{0, 0, 0}, {0, 1, 0}});
        INDArray actual = sd.output(Map.of("x", x, "mask", keys), y.name()).get(y.name());
        assertThat(actual.reshape(6).toFloatVector())
                .containsExactly(1 / 3f, 1 / 3f, 1 / 3f, 0f, 1f, 0f);
    }

    private SDVariable attention(SDVariable mask) {
        Blocks.Projections projections =
                new Blocks.Projections(
                        weight("wq", 1, 6, 6),
                        weight("bq", 2, 6),
                        weight("wk", 3, 6, 6),
                        weight("bk", 4, 6),
                        weight("wv", 5, 6, 6),
                        weight("bv", 6, 6),
                        weight("wo", 7, 6, 6),
                        weight("bo", 8, 6));
        return Blocks.attention(sd, input(-1, -1, 6), projections, 2, Blocks.keyBias(sd, mask));
    }

    private double[][] attentionOracle(INDArray x, INDArray keys, int row) {
        int frames = (int) x.size(1);
        double[][] q = project(x, row, "wq", "bq");
        double[][] k = project(x, row, "wk", "bk");
        double[][] v = project(x, row, "wv", "bv");
        double[][] context = new double[frames][6];
        for (int head = 0; head < 2; head++) {
            for (int t = 0; t < frames; t++) {
                double[] p = new double[frames];
                double sum = 0;
                boolean any = keys.getRow(row).sumNumber().doubleValue() > 0;
                for (int s = 0; s < frames; s++) {
                    double score = 0;
                    for (int c = 3 * head; c < 3 * head + 3; c++) {
                        score += q[t][c] * k[s][c] / Math.sqrt(3);
                    }
                    p[s] = any ? keys.getDouble(row, s) * Math.exp(score) : 1;
                    sum += p[s];
                }
                for (int s = 0; s < frames; s++) {
                    for (int c = 3 * head; c < 3 * head + 3; c++) {
                        context[t][c] += p[s] / sum * v[s][c];
                    }
                }
            }
        }
        INDArray joined = Nd4j.createFromArray(new double[][][] {context});
        return project(joined, 0, "wo", "bo");
    }

    private double[][] project(INDArray x, int row, String weight, String bias) {
        INDArray w = sd.getVariable(weight).getArr();
        double[][] y = new double[(int) x.size(1)][6];
        for (int t = 0; t < y.length; t++) {
            for (int o = 0; o < 6; o++) {
                y[t][o] = sd.getVariable(bias).getArr().getDouble(o);
                for (int c = 0; c < 6; c++) {
                    y[t][o] += x.getDouble(row, t, c) * w.getDouble(c, o);
                }
            }
        }
        return y;
    }
}
