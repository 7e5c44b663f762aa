package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class HeadsTest {
    @Test
    void mlp_is_linear_exact_gelu_linear() {
        Heads.Weights w = Heads.init(3, "high", 5, 4, 2);
        INDArray x = GradientCheck.values("x", 3, 5).muli(4);

        INDArray logits =
                new GradientCheck()
                        .variable("x", x)
                        .check((sd, in) -> Heads.mlp(sd, in.get("x"), inDouble(w), "high"))
                        .value();

        for (int b = 0; b < 3; b++) {
            for (int k = 0; k < 2; k++) {
                double sum = w.outputBias().getDouble(k);
                for (int h = 0; h < 4; h++) {
                    double dense = w.denseBias().getDouble(h);
                    for (int d = 0; d < 5; d++) {
                        dense += x.getDouble(b, d) * w.denseWeight().getDouble(d, h);
                    }
                    double gelu = 0.5 * dense * (1 + Erf.erf(dense / Math.sqrt(2)));
                    sum += gelu * w.outputWeight().getDouble(h, k);
                }
                assertThat(logits.getDouble(b, k)).isCloseTo(sum, within(1e-10));
            }
        }
    }

    @Test
    void two_graphs_share_one_set_of_arrays() {
        Heads.Weights w = Heads.init(3, "type", 5, 4, 2);
        SameDiff training = SameDiff.create();
        SameDiff inference = SameDiff.create();
        for (SameDiff sd : new SameDiff[] {training, inference}) {
            Heads.mlp(sd, sd.placeHolder("x", DataType.FLOAT, -1, 5), w, "type");
        }

        training.getVariable("type/dense/weight").getArr().putScalar(0, 7);

        INDArray seen = inference.getVariable("type/dense/weight").getArr();
        assertThat(seen.getDouble(0)).isEqualTo(7);
        assertThat(w.denseWeight().getDouble(0)).isEqualTo(7);
    }

    @Test
    void start_values_depend_on_seed_and_name_alone_and_keep_within_the_bound() {
        INDArray a = Heads.init(1, "a", 16, 64, 3).denseWeight();
        double bound = 1 / Math.sqrt(16);

        assertThat(Heads.init(1, "a", 16, 64, 3).denseWeight()).isEqualTo(a);
        assertThat(Heads.init(1, "b", 16, 64, 3).denseWeight()).isNotEqualTo(a);
        assertThat(Heads.init(2, "a", 16, 64, 3).denseWeight()).isNotEqualTo(a);
        assertThat(a.maxNumber().doubleValue()).isBetween(0.98 * bound, bound);
        assertThat(a.minNumber().doubleValue()).isBetween(-bound, -0.98 * bound);
        double spread = Math.sqrt(a.mul(a).meanNumber().doubleValue());
        assertThat(spread).isCloseTo(bound / Math.sqrt(3), within(0.01));
    }

    @Test
    void activations_have_their_values_and_gradients() {
        INDArray x = GradientCheck.vector(-0.5, 0.25, 0.75, 1.5);
        double[] clamped = {0, 0.25, 0.75, 1};
        for (Activation activation : Activation.values()) {
            INDArray y =
                    new GradientCheck()
                            .variable("x", x)
                            .check((sd, in) -> activation.apply(sd, in.get("x"), "y"))
                            .value();
            for (int i = 0; i < 4; i++) {
                double v = x.getDouble(i);
                double expected =
                        switch (activation) {
                            case NONE -> v;
                            case SIGMOID -> 1 / (1 + Math.exp(-v));
                            case CLAMP -> clamped[i];
                        };
                assertThat(y.getDouble(i)).isCloseTo(expected, within(1e-12));
            }
        }
    }

    private static Heads.Weights inDouble(Heads.Weights w) {
        return new Heads.Weights(
                w.denseWeight().castTo(DataType.DOUBLE),
                w.denseBias().castTo(DataType.DOUBLE),
                w.outputWeight().castTo(DataType.DOUBLE),
                w.outputBias().castTo(DataType.DOUBLE));
    }
}
