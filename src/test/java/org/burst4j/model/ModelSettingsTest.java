package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.graph.Activation;
import org.junit.jupiter.api.Test;

class ModelSettingsTest {
    private static TaskSettings settings(Double smoothing, Double weight) {
        return new TaskSettings(null, null, null, smoothing, weight);
    }

    @Test
    void a_tasks_own_parts_go_over_the_defaults_and_those_over_the_papers() {
        ModelSettings settings =
                new ModelSettings(
                        4,
                        PoolingRule.VALID,
                        WeightingRule.FIXED,
                        new TaskSettings(RegressionLoss.MAE, null, null, null, 2.0),
                        Map.of("age", new TaskSettings(null, Activation.NONE, null, null, 3.0)));
        assertThat(settings.of("age"))
                .isEqualTo(
                        new TaskSettings(RegressionLoss.MAE, Activation.NONE, true, 0.0, 3.0)
                                .over(TaskSettings.DEFAULTS));
        assertThat(settings.of("high"))
                .isEqualTo(
                        new TaskSettings(RegressionLoss.MAE, Activation.SIGMOID, true, 0.0, 2.0)
                                .over(TaskSettings.DEFAULTS));
        assertThat(new ModelSettings(1, PoolingRule.ALL, WeightingRule.FIXED, null, null).of("x"))
                .isEqualTo(TaskSettings.DEFAULTS);
    }

    @Test
    void numbers_out_of_range_are_named_with_their_range() {
        assertThatThrownBy(() -> settings(1.0, null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("labelSmoothing is 1.0, expected 0 <= value < 1");
        assertThatThrownBy(() -> settings(Double.NaN, null)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> settings(null, -0.1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("task weight is -0.1");
        assertThatThrownBy(() -> settings(null, Double.POSITIVE_INFINITY))
                .isInstanceOf(ConfigException.class);
        assertThat(settings(0.999, 0.0).weight()).isZero();
    }

    @Test
    void a_net_needs_units_and_rules() {
        assertThatThrownBy(
                        () ->
                                new ModelSettings(
                                        0, PoolingRule.ALL, WeightingRule.FIXED, null, null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("model.headUnits is 0, expected 1 to 65536");
        assertThatThrownBy(() -> new ModelSettings(1, null, WeightingRule.FIXED, null, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("model.pooling");
    }
}
