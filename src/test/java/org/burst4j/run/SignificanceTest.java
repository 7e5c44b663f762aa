package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.data.Clip;
import org.burst4j.metric.compare.CochranQ;
import org.burst4j.metric.compare.Holm;
import org.burst4j.metric.compare.TTest;
import org.burst4j.run.SignificanceSettings.On;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class SignificanceTest {
    private static final List<Task> TASKS =
            List.of(Tasks.named("emotion"), Tasks.named("country"), Tasks.named("age"));
    private static final int CLIPS = 80;
    private static final SignificanceSettings QUICK =
            new SignificanceSettings(On.ERRORS, true, false, true, .05, 50, 1);

    private static List<Clip> clips() {
        SplittableRandom random = new SplittableRandom(3);
        List<Clip> clips = new ArrayList<>();
        for (int i = 0; i < CLIPS; i++) {
            float[] emotion = new float[10];
            for (int k = 0; k < 10; k++) {
                emotion[k] = k == 4 && i % 9 == 0 ? Float.NaN : (float) random.nextDouble();
            }
            Map<String, float[]> labels = new LinkedHashMap<>();
            labels.put("emotion", emotion);
            labels.put("country", new float[] {random.nextInt(4)});
            if (i % 7 != 0) {
                labels.put("age", new float[] {20 + random.nextInt(20)});
            }
            clips.add(new Clip("c" + i, Path.of("c" + i), null, "s" + i % 10, labels));
        }
        return clips;
    }

    /** The labels with noise and a shift. */
    private static PredictionSet set(double noise, double shift, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, float[]> predictions = new LinkedHashMap<>();
        for (Task task : TASKS) {
            float[] labels = Evaluation.targets(task, clips());
            float[] values = new float[CLIPS * task.size()];
            for (int i = 0; i < values.length; i++) {
                double truth =
                        task.kind() == TaskKind.CLASSES
                                ? (labels[i / task.size()] == i % task.size() ? .5 : .3)
                                : Float.isNaN(labels[i]) ? 0 : labels[i];
                values[i] = (float) (truth + shift + noise * (random.nextDouble() - .5));
            }
            predictions.put(task.name(), values);
        }
        return new PredictionSet(TASKS, clips(), predictions);
    }

    private static SignificanceRow row(List<SignificanceRow> rows, String other, String metric) {
        return rows.stream()
                .filter(row -> row.other().equals(other) && row.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private static double[] errors(PredictionSet set, int k) {
        float[] labels = Evaluation.targets(TASKS.get(0), clips());
        float[] predictions = set.predictions("emotion");
        double[] errors = new double[CLIPS];
        for (int i = 0; i < CLIPS; i++) {
            double sum = 0;
            int count = 0;
            for (int j = k < 0 ? 0 : k; j <= (k < 0 ? 9 : k); j++) {
                double error = Math.abs((double) predictions[i * 10 + j] - labels[i * 10 + j]);
                if (!Double.isNaN(error)) {
                    sum += error;
                    count++;
                }
            }
            errors[i] = sum / count;
        }
        return errors;
    }

    @Test
    void errors_are_paired_clip_by_clip() {
        PredictionSet reference = set(.3, 0, 1);
        PredictionSet worse = set(.8, 0, 2);
        PredictionSet same = set(.3, 0, 1);
        List<SignificanceRow> rows = Significance.compare("r", reference, of(worse, same), QUICK);
        assertThat(rows)
                .extracting(SignificanceRow::metric)
                .containsExactly(
                        "country.uar",
                        "emotion.ccc",
                        "country.uar",
                        "age.mae",
                        "age.ccc",
                        "s_mtl",
                        "emotion.ccc",
                        "country.uar",
                        "age.mae",
                        "age.ccc",
                        "s_mtl");

        SignificanceRow emotion = row(rows, "worse", "emotion.ccc");
        assertThat(emotion.statistic())
                .isEqualTo(TTest.paired(errors(worse, -1), errors(reference, -1)).statistic())
                .isPositive();
        assertThat(emotion.count()).isEqualTo(CLIPS);
        assertThat(emotion.test()).isEqualTo("paired t");
        assertThat(emotion.on()).isEqualTo("errors");
        assertThat(emotion.significant()).isTrue();
        assertThat(emotion.difference())
                .isNegative()
                .isEqualTo(
                        worse.result().headline().get("emotion.ccc")
                                - reference.result().headline().get("emotion.ccc"));
        assertThat(emotion.high()).isNegative().isGreaterThan(emotion.low());
        assertThat(row(rows, "worse", "age.mae").count()).isEqualTo(68);

        SignificanceRow joint = row(rows, "worse", "s_mtl");
        assertThat(joint.test()).isEmpty();
        assertThat(joint.p()).isNaN();
        assertThat(joint.significant()).isFalse();
        assertThat(joint.scoreReference()).isEqualTo(reference.result().headline().get("s_mtl"));
        assertThat(joint.high()).isNegative();

        SignificanceRow none = row(rows, "same", "emotion.ccc");
        assertThat(none.p()).isEqualTo(1);
        assertThat(List.of(none.difference(), none.low(), none.high())).containsOnly(0.0);
        assertThat(none.significant()).isFalse();

        List<SignificanceRow> pairs = rows.subList(1, rows.size());
        assertThat(pairs.stream().map(SignificanceRow::pHolm))
                .isEqualTo(Holm.adjust(pairs.stream().map(SignificanceRow::p).toList()));
        SignificanceRow all = rows.get(0);
        assertThat(all.other()).isEqualTo(Significance.ALL);
        assertThat(all.degreesOfFreedom()).isEqualTo(2);
        assertThat(all.pHolm()).isNaN();
        assertThat(row(rows, "worse", "country.uar").test()).isEqualTo(CochranQ.NAME);
        assertThat(row(rows, "worse", "country.uar").on()).isEqualTo("correct");
    }

    private static Map<String, PredictionSet> of(PredictionSet worse, PredictionSet same) {
        Map<String, PredictionSet> others = new LinkedHashMap<>();
        others.put("worse", worse);
        others.put("same", same);
        return others;
    }

    @Test
    void the_papers_reading_tests_pooled_predictions() {
        PredictionSet reference = set(.3, 0, 1);
        PredictionSet shifted = set(.3, .2, 1);
        List<SignificanceRow> rows =
                Significance.compare(
                        "r", reference, Map.of("o", shifted), SignificanceSettings.PAPER);
        assertThat(rows).hasSize(5);
        SignificanceRow emotion = row(rows, "o", "emotion.ccc");
        assertThat(emotion.test()).isEqualTo("two-sample t");
        assertThat(emotion.on()).isEqualTo("predictions");
        assertThat(emotion.count()).isEqualTo(2 * (CLIPS * 10 - 9));
        assertThat(emotion.statistic()).isPositive();
        assertThat(emotion.significant()).isTrue();
        SignificanceRow country = row(rows, "o", "country.uar");
        assertThat(country.statistic()).isZero();
        assertThat(country.p()).isEqualTo(1);
        assertThat(country.test()).isEqualTo(CochranQ.NAME);
    }

    /** Right answers but for the given number of first clips. */
    private static PredictionSet wrongIn(int from, int to) {
        Task country = TASKS.get(1);
        float[] labels = Evaluation.targets(country, clips());
        float[] values = new float[CLIPS * 4];
        for (int i = 0; i < CLIPS; i++) {
            values[i * 4 + ((int) labels[i] + (i >= from && i < to ? 1 : 0)) % 4] = 1;
        }
        return new PredictionSet(List.of(country), clips(), Map.of("country", values));
    }

    private static SignificanceRow classes(
            PredictionSet one, PredictionSet two, SignificanceSettings settings) {
        return Significance.tests("r", one, Map.of("o", two), settings).get(0);
    }

    @Test
    void few_different_answers_are_tested_exactly() {
        // Six clips that the reference alone has right: 2 / 2^6.
        SignificanceRow exact = classes(wrongIn(0, 0), wrongIn(0, 6), QUICK);
        assertThat(exact.test()).isEqualTo("McNemar exact");
        assertThat(exact.p()).isCloseTo(2 / 64.0, within(1e-12));
        assertThat(exact.statistic()).isZero();
        assertThat(exact.degreesOfFreedom()).isNaN();
        assertThat(exact.count()).isEqualTo(CLIPS);
        assertThat(exact.low()).isNaN();
        assertThat(exact.scoreReference()).isEqualTo(1);
        assertThat(classes(wrongIn(0, 0), wrongIn(0, 24), QUICK).test()).isEqualTo("McNemar exact");
        SignificanceRow many = classes(wrongIn(0, 5), wrongIn(5, 25), QUICK);
        assertThat(many.test()).isEqualTo(CochranQ.NAME);
        // (20 - 5)² / 25
        assertThat(many.statistic()).isCloseTo(9, within(1e-12));
        SignificanceRow paper = classes(wrongIn(0, 0), wrongIn(0, 6), SignificanceSettings.PAPER);
        assertThat(paper.test()).isEqualTo(CochranQ.NAME);
        assertThat(paper.statistic()).isCloseTo(6, within(1e-12));
    }

    @Test
    void correction_decides_what_counts() {
        PredictionSet reference = set(.3, 0, 1);
        PredictionSet other = set(.33, 0, 2);
        for (boolean holm : List.of(true, false)) {
            SignificanceSettings settings =
                    new SignificanceSettings(On.ERRORS, false, true, holm, .3, 10, 1);
            for (SignificanceRow row :
                    Significance.compare("r", reference, Map.of("o", other), settings)) {
                if (!row.test().isEmpty()) {
                    assertThat(row.pHolm()).isGreaterThanOrEqualTo(row.p());
                    assertThat(row.significant()).isEqualTo((holm ? row.pHolm() : row.p()) <= .3);
                    assertThat(row.test()).isIn("Welch's t", CochranQ.NAME, "McNemar exact");
                }
            }
        }
    }

    @Test
    void outputs_are_compared_one_by_one() {
        PredictionSet reference = set(.3, 0, 1);
        PredictionSet worse = set(.8, 0, 2);
        List<SignificanceRow> rows =
                Significance.outputs("r", reference, Map.of("o", worse), QUICK);
        assertThat(rows).extracting(SignificanceRow::output).isEqualTo(TASKS.get(0).labels());
        SignificanceRow fifth = rows.get(4);
        assertThat(fifth.count()).isEqualTo(CLIPS - 9);
        assertThat(fifth.statistic())
                .isEqualTo(TTest.paired(errors(worse, 4), errors(reference, 4)).statistic());
        assertThat(SignificanceTable.cells(rows).get(5).get(1))
                .isEqualTo("emotion." + fifth.output());
    }

    @Test
    void wrong_input_is_told() {
        PredictionSet set = set(.3, 0, 1);
        for (Map<String, PredictionSet> others :
                List.of(Map.<String, PredictionSet>of(), Map.of("r", set), Map.of("all", set))) {
            assertThatThrownBy(() -> Significance.compare("r", set, others, QUICK))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("expected one other model or more");
        }
        PredictionSet fewer = set.only(TASKS, clips().subList(0, 5));
        assertThatThrownBy(() -> Significance.compare("r", set, Map.of("o", fewer), QUICK))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'o' predicts 5 clips, 'r' 80");
        PredictionSet age = set.only(TASKS.subList(2, 3), clips());
        assertThatThrownBy(() -> Significance.compare("r", set, Map.of("o", age), QUICK))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("task 'emotion' is not predicted");
        for (double level : new double[] {0, 1, Double.NaN}) {
            assertThatThrownBy(
                            () ->
                                    new SignificanceSettings(
                                            On.ERRORS, true, false, true, level, 10, 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("level is " + level);
        }
        assertThatThrownBy(() -> new SignificanceSettings(On.ERRORS, true, true, true, .05, 10, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unpaired");
        assertThatThrownBy(() -> new SignificanceSettings(On.ERRORS, true, false, true, .05, 0, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("resamples is 0");
    }
}
