package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.AudioPreprocessor;
import org.burst4j.audio.Pcm;
import org.burst4j.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the Burst2Vec paper's Table 2, and our own. */
class ExvoPresetsTest {
    private static final String TABLE =
            """
            V1          .653 .672 3.672 .448
            V2          .645 .676 3.709 .445
            V3          .652 .606 3.594 .443
            V4          .675 .638 3.638 .449
            V5          .675 .631 3.694 .444
            V6          .676 .644 3.640 .450
            V7          .669 .630 4.233 .410
            Ensemble_A  .704 .690 3.580 .465
            Ensemble_B  .708 .688 3.589 .465
            Ensemble_C  .711 .682 3.586 .464
            """;

    static Stream<Preset> all() {
        return Presets.trained(List.of("exvo-paper", "exvo-ablation")).stream();
    }

    private static Object value(RunConfig config, String key) {
        return ConfigTrees.flatten(ConfigTrees.of(config)).get(key);
    }

    @Test
    void rows_and_figures_are_those_of_table_2() {
        List<PresetRow> rows = Presets.select(List.of("exvo-paper"));
        Map<String, Map<String, Double>> expected = new LinkedHashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] cells = line.split(" +", -1);
            expected.put(
                    "exvo-paper/" + cells[0].replace('_', ' '),
                    Map.of(
                            "emotion.ccc", Double.valueOf(cells[1]),
                            "country.uar", Double.valueOf(cells[2]),
                            "age.mae", Double.valueOf(cells[3]),
                            "s_mtl", Double.valueOf(cells[4])));
        }
        assertThat(rows).extracting(PresetRow::name).containsExactlyElementsOf(expected.keySet());
        for (PresetRow row : rows) {
            Map<String, Double> figures = row.paperFigures();
            assertThat(figures).as(row.name()).isEqualTo(expected.get(row.name()));
            assertThat(
                            3
                                    / (1 / figures.get("emotion.ccc")
                                            + 1 / figures.get("country.uar")
                                            + figures.get("age.mae")))
                    .isCloseTo(figures.get("s_mtl"), within(1.01e-3));
        }
        PresetFamily family = rows.get(0).family();
        assertThat(family.columns())
                .containsExactly("emotion.ccc", "country.uar", "age.mae", "s_mtl");
        assertThat(family.references()).containsExactly("V1", "V4", "V6");
        assertThat(family.baselineFigures()).containsEntry("age.mae", 4.222).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "V1, wav2vec2-large-960h,   never,  all,   0.5, 0.25, rms",
        "V2, wav2vec2-large-960h,   never,  all,   0.0, 0.0,  rms",
        "V3, hubert-base-ls960,     never,  all,   0.0, 0.0,  none",
        "V4, hubert-large-ls960-ft, always, valid, 0.5, 0.25, none",
        "V5, hubert-large-ls960-ft, always, valid, 0.0, 0.0,  none",
        "V6, hubert-large-ls960-ft, always, valid, 0.5, 0.25, rms",
        "V7, hubert-large-ls960-ft, always, valid, 0.5, 0.25, rms",
    })
    void rows_have_the_settings_of_the_paper(
            String row,
            String encoder,
            String mask,
            String pooling,
            double alpha1,
            double alpha2,
            String loudness) {
        RunConfig config = Presets.named("exvo-paper/" + row).config();
        assertThat(config.encoder()).isEqualTo(encoder);
        assertThat(value(config, "model.maskUse")).isEqualTo(mask);
        assertThat(value(config, "model.pooling")).isEqualTo(pooling);
        assertThat(config.model().burst2vec().discriminatorWeight()).isEqualTo(alpha1);
        assertThat(config.model().burst2vec().adversarialWeight()).isEqualTo(alpha2);
        assertThat(value(config, "audio.loudness")).isEqualTo(loudness);
        assertThat(value(config, "audio.clip"))
                .isEqualTo(loudness.equals("rms") ? "int16" : "none");
        assertThat(config.audio().loudnessDb()).isEqualTo(-3);
        assertThat(config.data().oversample())
                .isEqualTo(row.equals("V7") ? List.of("age", "country", "emotion") : List.of());
        assertThat(config.data().oversampleBinWidth()).isEqualTo(2.5);
    }

    @Test
    void the_authors_own_audio_is_other_audio_than_the_challenge_s() {
        float[] voice = new float[1600];
        for (int i = 0; i < voice.length; i++) {
            voice[i] = (float) (0.2 * Math.sin(i * 0.1) * Math.exp(-i / 400.0));
        }
        float[] challenge = heard("V4", voice);
        assertThat(heard("V6", voice)).isNotEqualTo(challenge);
        // It is the clipping that makes the difference: the loudest sample stands out less.
        assertThat(heard("V6", voice)[16]).isLessThan(challenge[16] - 0.5f);
    }

    private static float[] heard(String row, float[] samples) {
        AudioConfig audio = Presets.named("exvo-paper/" + row).config().audio();
        return new AudioPreprocessor(audio).prepare(Pcm.mono(samples, 16_000), row).samples();
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_row_trains_the_net_of_the_paper_on_its_three_tasks(Preset preset) {
        RunConfig config = preset.config();
        assertThat(config.preset()).isEqualTo(preset.name());
        assertThat(preset.title()).endsWith(".").hasSizeBetween(20, 130);
        assertThat(config.wantedTasks())
                .extracting(Task::name)
                .containsExactly("emotion", "age", "country");
        assertThat(value(config, "model.net")).isEqualTo("burst2vec");
        assertThat(value(config, "model.weighting")).isEqualTo("fixed");
        assertThat(config.model().of("age").loss()).hasToString("MAE");
        assertThat(config.model().of("emotion").loss()).hasToString("CCC");
        assertThat(config.model().of("country").classWeights()).isFalse();
        assertThat(value(config, "train.taskSchedule")).isEqualTo("roundRobin");
        assertThat(config.train().dropPartialBatches()).isTrue();
        assertThat(config.train().weightDecay()).isZero();
    }

    @Test
    void training_is_that_of_the_paper_s_table_3() {
        for (Preset preset : Presets.trained(List.of("exvo-paper"))) {
            var train = preset.config().train();
            assertThat(train.batchSize()).isEqualTo(32);
            assertThat(train.validateEverySteps()).isEqualTo(800);
            assertThat(train.monitor().name()).isEqualTo("emotion.ccc");
            assertThat(train.stage1().epochs()).isZero();
            assertThat(train.stage2().epochs()).isEqualTo(100);
            assertThat(train.stage2().learningRate()).isEqualTo(1e-5);
            assertThat(train.stage2().patience()).isEqualTo(20);
            assertThat(train.stage2().freezeEncoder()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "A, V1 V2 V3 V6",
        "B, V1 V2 V3 V5 V6",
        "C, V1 V2 V3 V4 V5 V6",
    })
    void ensembles_have_the_members_of_the_paper(String letter, String members) {
        PresetEnsemble ensemble = (PresetEnsemble) Presets.row("exvo-paper/Ensemble " + letter);
        assertThat(ensemble.members())
                .extracting(Preset::row)
                .containsExactly(members.split(" ", -1));
    }

    @Test
    void an_ensemble_that_is_asked_for_brings_its_members() {
        assertThat(Presets.select(List.of("exvo-paper/V6", "exvo-paper/Ensemble A")))
                .extracting(PresetRow::row)
                .containsExactly("V6", "V1", "V2", "V3", "Ensemble A");
        assertThat(Presets.trained(List.of("exvo-paper/Ensemble A")))
                .extracting(Preset::row)
                .containsExactly("V1", "V2", "V3", "V6");
    }

    @ParameterizedTest
    @CsvSource({
        "both,    0.5, 0.25, constant, all",
        "no-D,    0.0, 0.25, constant, all",
        "no-Adv2, 0.5, 0.0,  constant, all",
        "none,    0.0, 0.0,  constant, all",
        "stop,    0.5, 0.25, constant, extractors",
        "ramp,    0.5, 0.25, ramp,     all",
    })
    void our_own_rows_take_the_adversarial_terms_apart(
            String row, double alpha1, double alpha2, String rule, String reach) {
        Preset preset = Presets.named("exvo-ablation/" + row);
        RunConfig config = preset.config();
        assertThat(config.encoder()).isEqualTo(RunConfig.DEMO_ENCODER);
        assertThat(config.model().burst2vec().discriminatorWeight()).isEqualTo(alpha1);
        assertThat(config.model().burst2vec().adversarialWeight()).isEqualTo(alpha2);
        assertThat(value(config, "model.burst2vec.reversalRule")).isEqualTo(rule);
        assertThat(value(config, "model.burst2vec.reversalReach")).isEqualTo(reach);
        assertThat(preset.paperFigures()).isEmpty();
        assertThat(preset.family().baselineRow()).isNull();
    }
}
