package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LossesTest {
    private static final double[][] P = {{.1, .4, .35, .8}, {0, 0, .5, 1}};
    private static final double[][] T = {{.2, .3, .5, .9}, {.1, 0, .4, .7}};

    @Test
    void batch_ccc_of_two_clips_has_the_hand_values() {
        GradientCheck.Block block =
                (sd, in) -> {
                    Losses.ccc(
                            sd,
                            in.get("p"),
                            in.get("t"),
                            in.get("m"),
                            CccOptions.POPULATION,
                            "loss");
                    return sd.getVariable("loss/ccc");
                };

        INDArray ccc = inputs(P, T, Nd4j.ones(2, 4)).run(block).value();

        double[] expected = {.33333311, .92307678, -.85714188, -.66666644};
        assertThat(ccc.toDoubleVector()).containsExactly(expected, within(5e-9));
    }

    @Test
    void ccc_across_labels_has_the_hand_values_of_the_released_code() {
        GradientCheck.Block block =
                (sd, in) -> {
                    Losses.cccPerClip(
                            sd, in.get("p"), in.get("t"), in.get("m"), CccOptions.MIXED, "loss");
                    return sd.getVariable("loss/ccc");
                };

        INDArray ccc = inputs(P, T, Nd4j.ones(2)).check(block).value();

        double[] expected = {.68386731, .67205974};
        assertThat(ccc.toDoubleVector()).containsExactly(expected, within(5e-9));
    }

    @Test
    void batch_ccc_leaves_out_masked_cells_and_outputs_with_fewer_than_two() {
        double[][] p = rows("p", 6, 4);
        double[][] t = rows("t", 6, 4);
        double[][] m = {
            {1, 0, 0, 1}, {1, 0, 1, 1}, {0, 0, 0, 1}, {1, 0, 0, 1}, {1, 0, 0, 1}, {1, 0, 0, 0}
        };
        for (CccOptions options :
                new CccOptions[] {
                    CccOptions.POPULATION, CccOptions.MIXED, new CccOptions(1e-3, 1, 1)
                }) {
            double expected = (2 - ccc(p, t, m, 0, options) - ccc(p, t, m, 3, options)) / 2;

            double loss =
                    inputs(p, t, GradientCheck.matrix(m))
                            .check(
                                    (sd, in) ->
                                            Losses.ccc(
                                                            sd,
                                                            in.get("p"),
                                                            in.get("t"),
                                                            in.get("m"),
                                                            options,
                                                            "loss")
                                                    .value())
                            .value()
                            .getDouble(0);

            assertThat(loss).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void ccc_across_labels_leaves_out_masked_clips() {
        double[][] p = rows("p", 4, 3);
        double[][] t = rows("t", 4, 3);
        double[] m = {1, 0, 1, 0};
        double[][] all = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}};
        double expected = 0;
        for (int row = 0; row < 4; row += 2) {
            double ccc = ccc(transpose(p), transpose(t), all, row, CccOptions.MIXED);
            expected += (1 - ccc) / 2;
        }

        double loss =
                inputs(p, t, GradientCheck.vector(m))
                        .check(
                                (sd, in) ->
                                        Losses.cccPerClip(
                                                        sd,
                                                        in.get("p"),
                                                        in.get("t"),
                                                        in.get("m"),
                                                        CccOptions.MIXED,
                                                        "loss")
                                                .value())
                        .value()
                        .getDouble(0);

        assertThat(loss).isCloseTo(expected, within(1e-12));
    }

    @Test
    void weights_of_clips_make_weighted_moments() {
        double[][] p = rows("p", 5, 2);
        double[][] t = rows("t", 5, 2);
        double[] w = {0.5, 2, 0, 1.5, 1};
        double[][] mask = new double[5][2];
        for (int b = 0; b < 5; b++) {
            mask[b] = new double[] {w[b], b == 3 ? 0 : w[b]};
        }
        double expected = 0;
        for (int k = 0; k < 2; k++) {
            expected += (1 - weightedCcc(p, t, mask, k)) / 2;
        }

        double loss =
                inputs(p, t, GradientCheck.matrix(mask))
                        .check(
                                (sd, in) ->
                                        Losses.ccc(
                                                        sd,
                                                        in.get("p"),
                                                        in.get("t"),
                                                        in.get("m"),
                                                        CccOptions.POPULATION,
                                                        "loss")
                                                .value())
                        .value()
                        .getDouble(0);

        assertThat(loss).isCloseTo(expected, within(1e-12));
    }

    @Test
    void weights_of_clips_weigh_their_own_concordances() {
        double[][] p = rows("p", 4, 3);
        double[][] t = rows("t", 4, 3);
        double[] w = {0.5, 2, 0, 1.5};
        double[][] all = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}};
        double expected = 0;
        for (int row = 0; row < 4; row++) {
            double ccc = ccc(transpose(p), transpose(t), all, row, CccOptions.MIXED);
            expected += w[row] * (1 - ccc) / 4;
        }

        double loss =
                inputs(p, t, GradientCheck.vector(w))
                        .check(
                                (sd, in) ->
                                        Losses.cccPerClip(
                                                        sd,
                                                        in.get("p"),
                                                        in.get("t"),
                                                        in.get("m"),
                                                        CccOptions.MIXED,
                                                        "loss")
                                                .value())
                        .value()
                        .getDouble(0);

        assertThat(loss).isCloseTo(expected, within(1e-12));
    }

    private static double weightedCcc(double[][] p, double[][] t, double[][] w, int k) {
        double total = 0;
        double meanP = 0;
        double meanT = 0;
        for (int b = 0; b < p.length; b++) {
            total += w[b][k];
            meanP += w[b][k] * p[b][k];
            meanT += w[b][k] * t[b][k];
        }
        meanP /= total;
        meanT /= total;
        double varP = 0;
        double varT = 0;
        double cov = 0;
        for (int b = 0; b < p.length; b++) {
            varP += w[b][k] * (p[b][k] - meanP) * (p[b][k] - meanP) / total;
            varT += w[b][k] * (t[b][k] - meanT) * (t[b][k] - meanT) / total;
            cov += w[b][k] * (p[b][k] - meanP) * (t[b][k] - meanT) / total;
        }
        return 2 * cov / (varP + varT + (meanP - meanT) * (meanP - meanT) + 1e-8);
    }

    @Test
    void squared_and_absolute_errors_are_means_over_valid_cells() {
        double[][] p = rows("p", 3, 2);
        double[][] t = rows("t", 3, 2);
        double[][] m = {{1, 0}, {1, 1}, {0, 0}};
        double squared = 0;
        double absolute = 0;
        for (int b = 0; b < 3; b++) {
            for (int k = 0; k < 2; k++) {
                squared += m[b][k] * Math.pow(p[b][k] - t[b][k], 2) / 3;
                absolute += m[b][k] * Math.abs(p[b][k] - t[b][k]) / 3;
            }
        }
        INDArray mask = GradientCheck.matrix(m);

        INDArray mse =
                inputs(p, t, mask)
                        .check(
                                (sd, in) ->
                                        Losses.mse(in.get("p"), in.get("t"), in.get("m"), "loss")
                                                .value())
                        .value();
        INDArray mae =
                inputs(p, t, mask)
                        .check(
                                (sd, in) ->
                                        Losses.mae(
                                                        sd,
                                                        in.get("p"),
                                                        in.get("t"),
                                                        in.get("m"),
                                                        "loss")
                                                .value())
                        .value();

        assertThat(mse.getDouble(0)).isCloseTo(squared, within(1e-12));
        assertThat(mae.getDouble(0)).isCloseTo(absolute, within(1e-12));
    }

    @Test
    void nothing_valid_gives_zero_loss_zero_gradient_and_an_absent_task() {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            for (CccOptions options : new CccOptions[] {CccOptions.POPULATION, CccOptions.MIXED}) {
                SameDiff sd = SameDiff.create();
                SDVariable p = sd.var("p", GradientCheck.matrix(P).castTo(type));
                SDVariable t = sd.constant("t", Nd4j.zeros(type, 2, 4));
                SDVariable cells = sd.constant("cells", Nd4j.zeros(type, 2, 4));
                SDVariable rows = sd.constant("rows", Nd4j.zeros(type, 2));
                TaskLoss[] losses = {
                    Losses.ccc(sd, p, t, cells, options, "ccc"),
                    Losses.cccPerClip(sd, p, t, rows, options, "clip"),
                    Losses.mse(p, t, cells, "mse"),
                    Losses.mae(sd, p, t, cells, "mae"),
                };
                for (TaskLoss loss : losses) {
                    loss.value().markAsLoss();
                    assertThat(loss.value().eval().getDouble(0)).isZero();
                    assertThat(loss.present().eval().getDouble(0)).isZero();
                }

                INDArray gradient = sd.calculateGradients(Map.of(), "p").get("p");

                assertThat(gradient).isEqualTo(Nd4j.zeros(type, 2, 4));
            }
        }
    }

    @Test
    void constant_predictions_equal_to_constant_targets_give_no_nan() {
        SameDiff sd = SameDiff.create();
        SDVariable p = sd.var("p", Nd4j.ones(DataType.FLOAT, 3, 2).mul(0.5));
        SDVariable t = sd.constant("t", Nd4j.ones(DataType.FLOAT, 3, 2).mul(0.5));
        SDVariable cells = sd.constant("cells", Nd4j.ones(DataType.FLOAT, 3, 2));
        SDVariable rows = sd.constant("rows", Nd4j.ones(DataType.FLOAT, 3));
        TaskLoss batch = Losses.ccc(sd, p, t, cells, CccOptions.MIXED, "batch");
        TaskLoss clip = Losses.cccPerClip(sd, p, t, rows, CccOptions.MIXED, "clip");
        batch.value().markAsLoss();
        clip.value().markAsLoss();

        assertThat(batch.value().eval().getDouble(0)).isEqualTo(1);
        assertThat(clip.value().eval().getDouble(0)).isEqualTo(1);
        INDArray gradient = sd.calculateGradients(Map.of(), "p").get("p");
        assertThat(gradient.isNaN().any()).isFalse();
    }

    @Test
    void options_out_of_range_are_refused_by_name() {
        assertThatThrownBy(() -> new CccOptions(-1, 0, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("epsilon")
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new CccOptions(0, 2, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ddofVariance");
    }

    private static GradientCheck inputs(double[][] p, double[][] t, INDArray mask) {
        return new GradientCheck()
                .variable("p", GradientCheck.matrix(p))
                .placeholder("t", GradientCheck.matrix(t))
                .placeholder("m", mask);
    }

    private static double[][] rows(String name, int rows, int columns) {
        return GradientCheck.values(name, rows, columns).toDoubleMatrix();
    }

    private static double[][] transpose(double[][] x) {
        return GradientCheck.matrix(x).transpose().dup('c').toDoubleMatrix();
    }

    /** Plain oracle: concordance of column k over the rows that the mask leaves. */
    private static double ccc(
            double[][] p, double[][] t, double[][] mask, int k, CccOptions options) {
        double n = 0;
        double meanP = 0;
        double meanT = 0;
        for (int b = 0; b < p.length; b++) {
            if (mask[b % mask.length][k] > 0) {
                n++;
                meanP += p[b][k];
                meanT += t[b][k];
            }
        }
        meanP /= n;
        meanT /= n;
        double varP = 0;
        double varT = 0;
        double cov = 0;
        for (int b = 0; b < p.length; b++) {
            if (mask[b % mask.length][k] > 0) {
                varP += (p[b][k] - meanP) * (p[b][k] - meanP) / (n - options.ddofVariance());
                varT += (t[b][k] - meanT) * (t[b][k] - meanT) / (n - options.ddofVariance());
                cov += (p[b][k] - meanP) * (t[b][k] - meanT) / (n - options.ddofCovariance());
            }
        }
        double gap = meanP - meanT;
        return 2 * cov / (varP + varT + gap * gap + options.epsilon());
    }
}
