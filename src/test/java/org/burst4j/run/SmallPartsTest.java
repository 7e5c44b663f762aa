package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.metric.Interval;
import org.burst4j.metric.Metric;
import org.burst4j.model.SmallNet;
import org.burst4j.train.EvaluationResult;
import org.burst4j.train.Monitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallPartsTest {
    @TempDir Path folder;

    private Locale before;

    @BeforeEach
    void speakGerman() {
        before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void the_closest_word_is_the_one_with_the_fewest_changes() {
        List<String> known = List.of("epochs", "patience", "learningRate");
        assertThat(Closest.of("epoch", known)).isEqualTo("epochs");
        assertThat(Closest.of("learning_rate", known)).isEqualTo("learningRate");
        assertThat(Closest.of("", known)).isEqualTo("epochs");
        assertThat(Closest.of("word", List.of())).isEqualTo("word");
    }

    @Test
    void a_prediction_table_has_a_column_a_score_and_one_for_the_chosen_class() throws IOException {
        assertThat(PredictionTable.header(SmallNet.TASKS))
                .containsExactly(
                        "file",
                        "emotions.Awe",
                        "emotions.Fear",
                        "emotions.Joy",
                        "age.years",
                        "kind",
                        "kind.Cry",
                        "kind.Gasp",
                        "kind.Laugh");
        List<Object> row = new ArrayList<>(List.of("a,b.wav"));
        PredictionTable.addCells(row, SmallNet.AGE, new float[] {33.5f});
        PredictionTable.addCells(row, SmallNet.KIND, new float[] {0.25f, 0.375f, 0.375f});
        StringBuilder text = new StringBuilder();
        PredictionTable.write(text, List.of("h"), List.of(row));
        assertThat(text.toString())
                .isEqualTo("h\n\"a,b.wav\",33.500000,Gasp,0.250000,0.375000,0.375000\n");
        assertThat(Numbers.three(1.5)).isEqualTo("1.500");
        assertThat(Numbers.three(Double.NaN)).isEmpty();
        assertThat(Numbers.three(null)).isEmpty();
    }

    @Test
    void the_demo_differs_from_the_defaults_in_what_its_file_says() {
        Demo demo = new Demo(folder.resolve("it's a demo"), 10, List.of("threads=1"));
        RunConfig config = demo.config();
        assertThat(config.data().path()).isEqualTo(folder.resolve("it's a demo-data").toString());
        assertThat(config.train().batchSize()).isEqualTo(16);
        assertThat(config.train().monitor()).isEqualTo(Monitor.SCORE);
        assertThat(config.encoder()).isEqualTo(RunConfig.DEMO_ENCODER);
        assertThat(config.model()).isEqualTo(RunConfig.DEFAULTS.model());
    }

    @Test
    void words_like_numbers_survive_a_configuration_file() throws IOException {
        for (String path : List.of("2022_10", "1e5", "007", "0x1F", "-1", ".5", "true", "a: b")) {
            RunConfig config =
                    ConfigFiles.load(RunConfig.DEFAULTS, null, List.of("data.path='" + path + "'"));
            Path file = folder.resolve("config.yaml");
            Files.writeString(file, ConfigFiles.toYaml(config));
            assertThat(ConfigFiles.read(file).data().path()).isEqualTo(path);
        }
    }

    @Test
    void a_tasks_settings_can_be_given_one_by_one() {
        RunConfig config =
                ConfigFiles.load(
                        RunConfig.DEFAULTS,
                        null,
                        List.of("model.perTask.high.loss=mse", "model.perTask.high.weight=2"));
        assertThat(config.model().of("high").weight()).isEqualTo(2);
        assertThat(config.model().of("high").loss().name()).isEqualTo("MSE");
        for (String wrong : List.of("model.perTask=4", "model.perTask.high.los=mse")) {
            assertThatThrownBy(() -> ConfigFiles.load(RunConfig.DEFAULTS, null, List.of(wrong)))
                    .isInstanceOf(org.burst4j.ConfigException.class)
                    .hasMessageContaining("model.perTask");
        }
    }

    @Test
    void an_interval_resamples_speakers_only_where_all_are_known() {
        int clips = 40;
        float[] labels = new float[clips];
        float[] scores = new float[clips];
        for (int i = 0; i < clips; i++) {
            labels[i] = 20 + i % 20;
            scores[i] = labels[i] + (i * 7 % 5) - 2;
        }
        Metric meanError = Metric.of(SmallNet.AGE).get(0);
        // Every speaker has the same errors, of mean 1.2: drawing speakers changes nothing.
        Interval speakers = interval(meanError, labels, scores, clips);
        assertThat(speakers.low()).isCloseTo(1.2, within(1e-6));
        assertThat(speakers.high()).isCloseTo(1.2, within(1e-6));
        Interval single = interval(meanError, labels, scores, clips - 1);
        assertThat(single.low()).isLessThan(1.1);
        assertThat(single.high()).isGreaterThan(1.3);
    }

    private static Interval interval(Metric metric, float[] labels, float[] scores, int known) {
        List<Clip> clips = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            String speaker = i < known ? "speaker" + i % 4 : null;
            clips.add(new Clip("c" + i, Path.of("c.wav"), Split.VAL, speaker, Map.of()));
        }
        EvaluationResult result =
                EvaluationResult.rate(
                        List.of(SmallNet.AGE),
                        clips,
                        Map.of("age", scores),
                        Map.of("age", labels),
                        Double.NaN,
                        Map.of());
        return ScoreIntervals.of(List.of(SmallNet.AGE), result, 1)
                .getOrDefault(metric.key(SmallNet.AGE), Interval.UNKNOWN);
    }

    @Test
    void a_ceiling_is_read_from_synthetic_data_only() throws IOException {
        assertThat(Summaries.ceiling(folder, "val")).isEmpty();
        Files.writeString(
                folder.resolve("synth.json"), "{\"ceiling\": {\"val\": {\"high.ccc\": 0.9}}}");
        assertThat(Summaries.ceiling(folder, "val")).isEqualTo(Map.of("high.ccc", 0.9));
        assertThat(Summaries.ceiling(folder, "test")).isEmpty();
        Files.writeString(folder.resolve("synth.json"), "{");
        assertThatThrownBy(() -> Summaries.ceiling(folder, "val"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("synth.json cannot be read");
    }

    @Test
    void the_mean_score_leaves_out_errors_and_what_is_not_known() {
        EvaluationResult result =
                new EvaluationResult(
                        1,
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of("a.ccc", 0.5, "b.uar", 0.25, "age.mae", 9.0, "c.ccc", Double.NaN));
        assertThat(result.meanScore()).isEqualTo(0.375);
    }
}
