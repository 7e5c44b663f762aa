package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CrossEntropyTest {
    private static final List<Double> COUNTRY = List.of(.21442, .21569, .15372, .41617);

    @Test
    void double_softmax_example_of_the_released_code_has_its_hand_values() {
        double[][] p = {{.7, .1, .1, .1}};
        double[][] y = {{1, 0, 0, 0}};
        List<Double> quarter = List.of(.25, .25, .25, .25);

        assertThat(loss(new CrossEntropy(COUNTRY, 0.1, false), p, y, 1))
                .isCloseTo(.22392677, within(5e-6)); // the weights above are rounded
        assertThat(loss(new CrossEntropy(quarter, 0, false), p, y, 1))
                .isCloseTo(.24330335, within(5e-9));
    }

    @Test
    void mean_over_rows_and_mean_by_weight_equal_the_plain_sums() {
        double[][] z = GradientCheck.values("z", 4, 3).toDoubleMatrix();
        double[][] y = {{0, 1, 0}, {0, 0, 0}, {1, 0, 0}, {0, 0, 1}};
        double[] mask = {1, 0, 1, 1};
        List<Double> w = List.of(0.2, 0.5, 0.3);
        double sum = 0;
        double trueWeights = 0;
        for (int n = 0; n < 4; n++) {
            double total = 0;
            for (double v : z[n]) {
                total += Math.exp(v);
            }
            for (int c = 0; c < 3; c++) {
                double smoothed = 0.9 * y[n][c] + 0.1 / 3;
                sum -= mask[n] * w.get(c) * smoothed * Math.log(Math.exp(z[n][c]) / total);
                trueWeights += mask[n] * w.get(c) * y[n][c];
            }
        }

        assertThat(loss(new CrossEntropy(w, 0.1, false), z, y, mask))
                .isCloseTo(sum / 3, within(1e-12));
        assertThat(loss(new CrossEntropy(w, 0.1, true), z, y, mask))
                .isCloseTo(sum / trueWeights, within(1e-12));
    }

    @Test
    void logits_of_ten_thousand_stay_finite_in_float() {
        SameDiff sd = SameDiff.create();
        float[][] z = {{1e4f, -1e4f, 0}, {-1e4f, -1e4f, -1e4f}, {1e4f, 1e4f, -1e4f}};
        float[][] y = {{0, 1, 0}, {1, 0, 0}, {1, 0, 0}};
        SDVariable logits = sd.var("z", Nd4j.createFromArray(z));
        TaskLoss loss =
                CrossEntropy.plain(3)
                        .apply(
                                sd,
                                logits,
                                sd.constant("y", Nd4j.createFromArray(y)),
                                sd.constant("m", Nd4j.ones(DataType.FLOAT, 3)),
                                "loss");
        loss.value().markAsLoss();

        double expected = (2e4 + Math.log(3) + Math.log(2)) / 3;
        assertThat(loss.value().eval().getDouble(0)).isCloseTo(expected, within(1e-2));
        INDArray gradient = sd.calculateGradients(Map.of(), "z").get("z");
        float[] hand = {1, -1, 0, -2 / 3f, 1 / 3f, 1 / 3f, -.5f, .5f, 0};
        for (int i = 0; i < hand.length; i++) {
            assertThat(gradient.getDouble(i)).isCloseTo(hand[i] / 3.0, within(1e-6));
        }
    }

    @Test
    void no_valid_row_gives_zero_and_an_absent_task() {
        SameDiff sd = SameDiff.create();
        SDVariable logits = sd.var("z", GradientCheck.values("z", 2, 3));
        SDVariable zeros = sd.constant("y", Nd4j.zeros(DataType.DOUBLE, 2, 3));
        SDVariable mask = sd.constant("m", Nd4j.zeros(DataType.DOUBLE, 2));
        List<Double> w = List.of(1.0, 1.0, 1.0);
        for (boolean byWeight : new boolean[] {false, true}) {
            TaskLoss loss =
                    new CrossEntropy(w, 0.1, byWeight)
                            .apply(sd, logits, zeros, mask, "loss" + byWeight);
            loss.value().markAsLoss();
            assertThat(loss.value().eval().getDouble(0)).isZero();
            assertThat(loss.present().eval().getDouble(0)).isZero();
        }

        INDArray gradient = sd.calculateGradients(Map.of(), "z").get("z");

        assertThat(gradient).isEqualTo(Nd4j.zeros(DataType.DOUBLE, 2, 3));
    }

    @Test
    void options_out_of_range_are_refused_by_name() {
        assertThatThrownBy(() -> new CrossEntropy(List.of(1.0, -1.0), 0, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("classWeights")
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new CrossEntropy(List.of(1.0, 1.0), 1, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("labelSmoothing");
    }

    private static double loss(CrossEntropy loss, double[][] z, double[][] y, double... mask) {
        return new GradientCheck()
                .variable("z", GradientCheck.matrix(z))
                .placeholder("y", GradientCheck.matrix(y))
                .placeholder("m", GradientCheck.vector(mask))
                .check(
                        (sd, in) ->
                                loss.apply(sd, in.get("z"), in.get("y"), in.get("m"), "loss")
                                        .value())
                .value()
                .getDouble(0);
    }
}
