package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.ConfigException;
import org.burst4j.engine.Engine;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.graph.Activation;
import org.burst4j.model.RegressionLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFilesTest {
    @TempDir Path folder;

    private static RunConfig set(String... settings) {
        return ConfigFiles.load(RunConfig.DEFAULTS, null, List.of(settings));
    }

    @Test
    void what_is_written_is_read_back_equal() throws IOException {
        RunConfig config =
                set(
                        "seed=7",
                        "data.path='a b/c'",
                        "data.tasks=[high,type]",
                        "model.perTask={two: {loss: mse, activation: clamp}}",
                        "train.encoder.layerDrop=0.05",
                        "train.encoder.freezeMode=train",
                        "train.recompute=convs",
                        "train.stage2.freeze=[convs, layer.0-5]",
                        "train.stage2.learningRateFactors={encoder: 0.1, layer.11: 0.5}",
                        "model.layers=weighted",
                        "train.stage2.schedule=constant");
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, ConfigFiles.toYaml(config));
        assertThat(ConfigFiles.read(file)).isEqualTo(config);
        assertThat(config.model().of("two").loss()).isEqualTo(RegressionLoss.MSE);
        assertThat(config.model().of("two").activation()).isEqualTo(Activation.CLAMP);
        assertThat(config.model().of("high").loss()).isEqualTo(RegressionLoss.CCC);
        assertThat(config.train().encoder().layerDrop()).isEqualTo(0.05);
        assertThat(config.train().stage2().freeze()).containsExactly("convs", "layer.0-5");
        assertThat(config.train().stage2().learningRateFactors())
                .containsExactly(Map.entry("encoder", 0.1), Map.entry("layer.11", 0.5));
    }

    @Test
    void nets_are_run_by_plans_unless_it_is_said_otherwise() {
        assertThat(set().train().executor()).isEqualTo(Engine.PLANNED);
        assertThat(set("train.engine=samediff").train().executor()).isEqualTo(Engine.SAMEDIFF);
        assertThat(set("train.recompute=all").train().executor())
                .isEqualTo(new Engine(EngineKind.PLANNED, Recompute.ALL));
        assertThat(set("train.engine=null", "train.recompute=null").train())
                .isEqualTo(RunConfig.DEFAULTS.train());
        assertThatThrownBy(() -> set("train.engine=torch"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("setting train.engine")
                .hasMessageContaining("[samediff, planned]");
        assertThatThrownBy(() -> set("train.recompute=some"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("setting train.recompute");
        assertThatThrownBy(() -> set("train.engine=samediff", "train.recompute=convs"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.recompute is convs, but train.engine is samediff");
    }

    @Test
    void settings_go_over_the_file_and_the_file_over_the_defaults() throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "seed: 1\ntrain:\n  batchSize: 8\n  stage1: {epochs: 3}\n");
        RunConfig config =
                ConfigFiles.load(RunConfig.DEFAULTS, file, List.of("train.batchSize=4", "seed=2"));
        assertThat(config.seed()).isEqualTo(2);
        assertThat(config.train().batchSize()).isEqualTo(4);
        assertThat(config.train().stage1().epochs()).isEqualTo(3);
        assertThat(config.train().stage1().learningRate()).isEqualTo(1e-3);
    }

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                arguments("train.batchSise=4", "Did you mean 'train.batchSize'?"),
                arguments("sede=4", "Did you mean 'seed'?"),
                arguments("train.stage1=4", "'train.stage1' is a group of settings"),
                arguments("train.batchSize=1", "train.batchSize is 1, expected 2 to 4096"),
                arguments("train.batchSize=many", "train.batchSize"),
                arguments("train.stage1.schedule=zigzag", "train.stage1.schedule"),
                arguments(
                        "train.encoder.hiddenDropout=1",
                        "train.encoder.hiddenDropout is 1.0, expected 0 to below 1"),
                arguments(
                        "train.stage1.learningRateFactors={heads: 0}",
                        "learningRateFactors.heads is 0.0, expected more than 0"),
                arguments("train.stage1.layerDecay=1.5", "layerDecay is 1.5"),
                arguments("model.taskDefaults.labelSmoothing=2", "expected 0 <= value < 1"),
                arguments(
                        "data.valFraction=1.5",
                        "data.valFraction is 1.5, expected between 0 and 1"),
                arguments("seed", "is not of the form key=value"));
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void a_wrong_setting_names_the_key_and_the_cure(String setting, String message) {
        assertThatThrownBy(() -> set(setting))
                .isInstanceOf(ConfigException.class)
                .satisfies(
                        e ->
                                assertThat(e.getMessage() + " " + ((ConfigException) e).cure())
                                        .contains(message));
    }

    @Test
    void a_missing_file_and_a_broken_one_are_told_apart() throws IOException {
        assertThatThrownBy(() -> ConfigFiles.read(folder.resolve("none.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.yaml does not exist");
        Path broken = folder.resolve("broken.yaml");
        Files.writeString(broken, "a: [1,\nb: }");
        assertThatThrownBy(() -> ConfigFiles.read(broken))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("broken.yaml is not YAML");
    }

    @Test
    void every_setting_has_a_comment_and_every_comment_a_setting() {
        List<String> keys = new ArrayList<>();
        collect(new ObjectMapper().valueToTree(RunConfig.DEFAULTS), "", keys);
        assertThat(keys).allSatisfy(key -> assertThat(ConfigComments.of(key)).as(key).isNotNull());
        assertThat(ConfigComments.keys()).isSubsetOf(keys);
    }

    private static void collect(JsonNode node, String prefix, List<String> keys) {
        node.properties()
                .forEach(
                        entry -> {
                            String key = prefix + entry.getKey();
                            if (entry.getValue().isObject() && !entry.getValue().isEmpty()) {
                                collect(entry.getValue(), key + ".", keys);
                            } else {
                                keys.add(key);
                            }
                        });
    }
}
