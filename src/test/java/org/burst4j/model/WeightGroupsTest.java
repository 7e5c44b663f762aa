package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightGroupsTest {
    private static final String CONV = "encoder/feature_extractor.conv_layers.0.conv.weight";
    private static final String PROJECTION = "encoder/feature_projection.projection.weight";
    private static final String POSITIONAL = "encoder/encoder.pos_conv_embed.layers.0.conv.bias";
    private static final String HEAD = "heads/age/dense/weight";

    private final WeightGroups groups =
            new WeightGroups(
                    List.of(
                            CONV,
                            PROJECTION,
                            GraphNames.MASKED_FRAME,
                            POSITIONAL,
                            layer(0),
                            layer(1),
                            layer(2),
                            GraphNames.LAYER_WEIGHTS,
                            HEAD,
                            "log_sigma/age"));

    private static String layer(int number) {
        return "encoder/encoder.layers." + number + ".attention.q_proj.weight";
    }

    @Test
    void groups_and_ranges_of_layers_and_the_whole_encoder_can_be_frozen() {
        assertThat(groups.frozen(List.of())).isEmpty();
        assertThat(groups.frozen(List.of("layer.1-2", "convs")))
                .containsExactly(CONV, layer(1), layer(2));
        assertThat(groups.frozen(List.of("spec_augment", "positional", "layer.0-0")))
                .containsExactly(GraphNames.MASKED_FRAME, POSITIONAL, layer(0));
        assertThat(groups.frozen(List.of("encoder")))
                .hasSize(7)
                .allMatch(name -> name.startsWith(GraphNames.ENCODER_PREFIX));
    }

    @Test
    void the_decay_grows_with_the_distance_from_the_heads() {
        Map<String, Double> factors = groups.learningRateFactors(Map.of(), 0.5);
        assertThat(factors.get(HEAD)).isEqualTo(1);
        assertThat(factors.get(GraphNames.LAYER_WEIGHTS)).isEqualTo(1);
        assertThat(factors.get("log_sigma/age")).isEqualTo(1);
        assertThat(factors.get(layer(2))).isEqualTo(0.5, within(1e-12));
        assertThat(factors.get(layer(1))).isEqualTo(0.25, within(1e-12));
        assertThat(factors.get(layer(0))).isEqualTo(0.125, within(1e-12));
        for (String name : List.of(CONV, PROJECTION, POSITIONAL, GraphNames.MASKED_FRAME)) {
            assertThat(factors.get(name)).as(name).isEqualTo(0.0625, within(1e-12));
        }
    }

    @Test
    void given_factors_replace_the_decay_and_later_ones_earlier_ones() {
        Map<String, Double> given = new LinkedHashMap<>();
        given.put("encoder", 0.1);
        given.put("layer.1-2", 0.2);
        given.put("layer.2", 0.3);
        given.put("heads", 2.0);
        Map<String, Double> factors = groups.learningRateFactors(given, 0.5);
        assertThat(factors)
                .containsEntry(CONV, 0.1)
                .containsEntry(layer(0), 0.1)
                .containsEntry(layer(1), 0.2)
                .containsEntry(layer(2), 0.3)
                .containsEntry(HEAD, 2.0)
                .containsEntry("log_sigma/age", 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"conv", "layer.3", "layer.1-3", "layer.2-1", "layer.", "heads", ""})
    void what_is_no_group_of_the_encoder_is_refused_with_those_that_are(String word) {
        assertThatThrownBy(() -> groups.frozen(List.of("convs", word)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'" + word + "'")
                .extracting(e -> ((ConfigException) e).cure())
                .asString()
                .contains("encoder, convs, projection, spec_augment, positional, layer.0, layer.1");
    }

    @Test
    void a_factor_for_an_unknown_group_is_refused() {
        assertThatThrownBy(() -> groups.learningRateFactors(Map.of("head", 0.5), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'head'");
    }
}
