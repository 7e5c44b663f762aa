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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightingTest {
    private final GradientCheck inputs =
            new GradientCheck()
                    .variable("l0", Nd4j.scalar(0.7))
                    .variable("l1", Nd4j.scalar(1.3))
                    .variable("s0", Nd4j.scalar(0.2))
                    .variable("s1", Nd4j.scalar(-0.4))
                    .placeholder("here", Nd4j.scalar(1.0))
                    .placeholder("away", Nd4j.scalar(0.0));

    @Test
    void uncertainty_sums_weighted_losses_and_log_sigmas() {
        INDArray value =
                inputs.check(
                                (sd, in) ->
                                        Weighting.uncertainty(
                                                sd,
                                                losses(in, "here"),
                                                List.of(in.get("s0"), in.get("s1")),
                                                "sum"))
                        .value();

        double expected = Math.exp(-0.4) * 0.7 + 0.2 + Math.exp(0.8) * 1.3 - 0.4;
        assertThat(value.getDouble(0)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void an_absent_task_adds_neither_loss_nor_regulariser() {
        GradientCheck.Outcome outcome =
                inputs.check(
                        (sd, in) ->
                                Weighting.uncertainty(
                                        sd,
                                        losses(in, "away"),
                                        List.of(in.get("s0"), in.get("s1")),
                                        "sum"));

        assertThat(outcome.value().getDouble(0))
                .isCloseTo(Math.exp(-0.4) * 0.7 + 0.2, within(1e-12));
        assertThat(outcome.gradients().get("s1").getDouble(0)).isZero();
        assertThat(outcome.gradients().get("l1").getDouble(0)).isZero();
    }

    @Test
    void fixed_weights_scale_each_loss_and_its_gradient() {
        GradientCheck.Outcome outcome =
                new GradientCheck()
                        .variable("l0", Nd4j.scalar(0.7))
                        .variable("l1", Nd4j.scalar(1.3))
                        .placeholder("here", Nd4j.scalar(1.0))
                        .run(
                                (sd, in) ->
                                        Weighting.fixed(
                                                sd, losses(in, "here"), List.of(2.0, 0.5), "sum"));

        assertThat(outcome.value().getDouble(0)).isCloseTo(2 * 0.7 + 0.65, within(1e-12));
        double ratio =
                outcome.gradients().get("l0").getDouble(0)
                        / outcome.gradients().get("l1").getDouble(0);
        assertThat(ratio).isCloseTo(4, within(1e-12));
    }

    @Test
    void counts_that_differ_are_refused() {
        assertThatThrownBy(() -> Weighting.fixed(SameDiff.create(), List.of(), List.of(1.0), "sum"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("0 losses and 1 weights");
    }

    private static List<TaskLoss> losses(Map<String, SDVariable> in, String second) {
        return List.of(
                new TaskLoss(in.get("l0"), in.get("here")),
                new TaskLoss(in.get("l1"), in.get(second)));
    }
}
