package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.TrainingDivergedException;
import org.burst4j.model.SmallNet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DivergenceTest {
    private static final TrainerState STATE =
            TrainerState.START.afterBatch(1, Map.of()).afterBatch(1, Map.of());

    private static void check(double loss, double norm, Map<String, INDArray> gradients) {
        Divergence.check(loss, norm, gradients, STATE, 0.125, SmallNet.batch(2, 9));
    }

    private static Map<String, INDArray> gradients(float bad) {
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        gradients.put("heads/age/dense/weight", Nd4j.createFromArray(1f, 2f));
        gradients.put("heads/kind/output/bias", Nd4j.createFromArray(0f, bad));
        return gradients;
    }

    @Test
    void finite_numbers_pass() {
        assertThatCode(() -> check(3, 2, gradients(1))).doesNotThrowAnyException();
    }

    @Test
    void a_bad_gradient_is_told_with_step_variable_rate_and_clips() {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            TrainingDivergedException thrown =
                    catchThrowableOfType(
                            TrainingDivergedException.class,
                            () -> check(3, Double.NaN, gradients(bad)));
            assertThat(thrown)
                    .hasMessageContaining("stage 1, step 3")
                    .hasMessageContaining(
                            "first bad variable: gradient of 'heads/kind/output/bias'")
                    .hasMessageContaining("learning rate 0.125")
                    .hasMessageContaining("clip9-0");
            assertThat(thrown.cure()).contains("gradientClipNorm=1");
            assertThat(thrown.exitCode()).isEqualTo(5);
        }
    }

    @Test
    void a_bad_loss_with_good_gradients_is_told_as_such() {
        assertThatThrownBy(() -> check(Double.NaN, 1, gradients(1)))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageStartingWith("the loss is not finite")
                .hasMessageContaining("first bad variable: none, only the loss");
    }

    @Test
    void a_norm_that_overflows_is_told_as_such() {
        assertThatThrownBy(() -> check(1, Double.POSITIVE_INFINITY, gradients(1)))
                .hasMessageContaining("norm of the gradient");
    }

    @Test
    void a_bad_monitor_value_names_the_epoch() {
        assertThatThrownBy(
                        () ->
                                Divergence.checkMonitor(
                                        Double.NaN,
                                        Monitor.SCORE,
                                        TrainerState.START.afterValidation(1)))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessage("the validation score is NaN at validation 2");
        assertThatCode(() -> Divergence.checkMonitor(-3, Monitor.SCORE, STATE))
                .doesNotThrowAnyException();
    }
}
