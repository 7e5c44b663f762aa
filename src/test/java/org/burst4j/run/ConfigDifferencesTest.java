package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.burst4j.run.ConfigDifferences.Change;
import org.junit.jupiter.api.Test;

class ConfigDifferencesTest {
    private static RunConfig with(String... settings) {
        return ConfigFiles.load(RunConfig.DEFAULTS, null, List.of(settings));
    }

    @Test
    void equal_configurations_have_none() {
        assertThat(ConfigDifferences.of(with("seed=3"), with("seed=3"))).isEmpty();
    }

    @Test
    void each_key_that_differs_is_named_with_both_values_in_the_configuration_s_order() {
        RunConfig before = with("data.tasks=[high]", "train.stage2.epochs=30");
        RunConfig after =
                with(
                        "data.tasks=[high, two]",
                        "train.stage2.epochs=7",
                        "encoder=a b",
                        "model.perTask={two: {loss: mse}}");
        assertThat(ConfigDifferences.of(before, after))
                .containsEntry("data.tasks", new Change("[high]", "[high, two]"))
                .containsEntry("encoder", new Change("builtin:demo", "a b"))
                .containsEntry("model.perTask.two.loss", new Change("nothing", "mse"))
                .containsEntry("train.stage2.epochs", new Change("30", "7"));
        assertThat(ConfigDifferences.of(before, after).keySet())
                .startsWith("data.tasks", "encoder", "train.stage2.epochs")
                .hasSizeGreaterThan(4)
                .allMatch(key -> !key.startsWith("audio"));
        assertThat(new Change("30", "7")).hasToString("30 -> 7");
    }
}
