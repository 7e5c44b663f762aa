package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.burst4j.DataException;
import org.burst4j.metric.PairedBootstrap.Difference;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    private static final List<Task> EXVO =
            List.of(Tasks.named("emotion"), Tasks.named("country"), Tasks.named("age"));
    private static final int CLIPS = 60;

    private static Map<String, float[]> targets() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, float[]> targets = new HashMap<>();
        for (Task task : EXVO) {
            float[] values = new float[CLIPS * task.targetWidth()];
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        task.kind() == TaskKind.CLASSES
                                ? random.nextInt(task.size())
                                : (float) random.nextDouble();
            }
            targets.put(task.name(), values);
        }
        targets.get("age")[3] = Float.NaN;
        return targets;
    }

    /** The truth with noise: the larger the worse. */
    private static Map<String, float[]> predictions(double noise, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, float[]> targets = targets();
        Map<String, float[]> predictions = new HashMap<>();
        for (Task task : EXVO) {
            float[] values = new float[CLIPS * task.size()];
            for (int i = 0; i < values.length; i++) {
                float truth =
                        task.kind() == TaskKind.CLASSES
                                ? (targets.get(task.name())[i / task.size()] == i % task.size()
                                        ? 1
                                        : 0)
                                : targets.get(task.name())[i];
                float base = Float.isNaN(truth) ? 0 : truth;
                values[i] = base + (float) (noise * (random.nextDouble() - .5));
            }
            predictions.put(task.name(), values);
        }
        return predictions;
    }

    private static List<String> speakers() {
        List<String> speakers = new ArrayList<>();
        for (int i = 0; i < CLIPS; i++) {
            speakers.add("s" + i % 12);
        }
        return speakers;
    }

    @Test
    void each_models_interval_is_that_of_the_plain_bootstrap() {
        for (List<String> groups : List.of(List.<String>of(), speakers())) {
            Map<String, Difference> all =
                    PairedBootstrap.differences(
                            EXVO,
                            predictions(.5, 2),
                            predictions(1.5, 3),
                            targets(),
                            groups,
                            200,
                            9);
            assertThat(all.keySet())
                    .containsExactly("emotion.ccc", "country.uar", "age.mae", "age.ccc", "s_mtl");
            for (Task task : EXVO) {
                for (Metric metric : Metric.of(task)) {
                    Difference found = all.get(metric.key(task));
                    float[] other = predictions(1.5, 3).get(task.name());
                    float[] labels = targets().get(task.name());
                    assertThat(found.other())
                            .isEqualTo(Scoring.score(task, other, labels).value(metric));
                    assertThat(found.otherInterval())
                            .isEqualTo(
                                    Bootstrap.interval(
                                            task, metric, other, labels, groups, 200, 9));
                }
            }
        }
    }

    @Test
    void the_joint_score_is_resampled_from_its_parts() {
        Difference joint =
                PairedBootstrap.differences(
                                EXVO,
                                predictions(.5, 2),
                                predictions(1.5, 3),
                                targets(),
                                List.of(),
                                300,
                                9)
                        .get("s_mtl");
        double[] expected = new double[2];
        for (int model = 0; model < 2; model++) {
            Map<String, float[]> of = predictions(model == 0 ? .5 : 1.5, 2 + model);
            Map<String, Double> scores = new HashMap<>();
            for (Task task : EXVO) {
                scores.putAll(
                        Scoring.headline(
                                task,
                                Scoring.score(
                                        task, of.get(task.name()), targets().get(task.name()))));
            }
            expected[model] =
                    3
                            / (1 / scores.get("emotion.ccc")
                                    + 1 / scores.get("country.uar")
                                    + scores.get("age.mae"));
        }
        assertThat(joint.reference()).isCloseTo(expected[0], within(1e-12));
        assertThat(joint.other()).isCloseTo(expected[1], within(1e-12));
        // Alone, a model is drawn as beside another one: the same clips of all tasks.
        Map<String, Interval> alone =
                Bootstrap.intervals(EXVO, predictions(.5, 2), targets(), List.of(), 300, 9);
        assertThat(alone.get("s_mtl")).isEqualTo(joint.referenceInterval());
        assertThat(alone.get("age.mae"))
                .isEqualTo(
                        Bootstrap.interval(
                                EXVO.stream()
                                        .filter(task -> task.name().equals("age"))
                                        .findFirst()
                                        .orElseThrow(),
                                Metric.MAE,
                                predictions(.5, 2).get("age"),
                                targets().get("age"),
                                List.of(),
                                300,
                                9));
        assertThat(joint.difference()).isNegative();
        assertThat(joint.interval().low()).isLessThan(joint.difference());
        assertThat(joint.interval().high()).isGreaterThan(joint.difference()).isNegative();
    }

    @Test
    void a_model_does_not_differ_from_itself() {
        PairedBootstrap.differences(
                        EXVO,
                        predictions(1.8, 2),
                        predictions(1.8, 2),
                        targets(),
                        speakers(),
                        50,
                        1)
                .forEach(
                        (key, same) -> {
                            assertThat(same.interval()).as(key).isEqualTo(new Interval(0, 0));
                            assertThat(same.referenceInterval()).isEqualTo(same.otherInterval());
                            assertThat(same.referenceInterval().low())
                                    .isLessThan(same.referenceInterval().high());
                        });
    }

    @Test
    void pairing_narrows_the_interval_of_models_that_err_alike() {
        Task age = Tasks.named("age");
        SplittableRandom random = new SplittableRandom(4);
        float[] targets = new float[100];
        float[] first = new float[100];
        float[] second = new float[100];
        for (int i = 0; i < 100; i++) {
            targets[i] = 30;
            first[i] = 30 + (float) (10 * random.nextDouble());
            second[i] = first[i] + .1f + (float) (.1 * random.nextDouble());
        }
        Difference difference =
                PairedBootstrap.differences(
                                List.of(age),
                                Map.of("age", first),
                                Map.of("age", second),
                                Map.of("age", targets),
                                List.of(),
                                500,
                                2)
                        .get("age.mae");
        assertThat(difference.interval().low()).isBetween(.13, .15);
        assertThat(difference.interval().high()).isBetween(.15, .17);
        assertThat(difference.referenceInterval().high() - difference.referenceInterval().low())
                .isGreaterThan(.5);
    }

    @Test
    void without_labels_or_with_one_speaker_nothing_is_known() {
        Task age = Tasks.named("age");
        float[] none = new float[5];
        Arrays.fill(none, Float.NaN);
        Difference unlabelled =
                PairedBootstrap.differences(
                                List.of(age),
                                Map.of("age", new float[5]),
                                Map.of("age", new float[5]),
                                Map.of("age", none),
                                List.of(),
                                5,
                                2)
                        .get("age.mae");
        assertThat(unlabelled.difference()).isNaN();
        assertThat(unlabelled.interval()).isEqualTo(Interval.UNKNOWN);
        Map<String, Difference> one =
                PairedBootstrap.differences(
                        EXVO,
                        predictions(1.8, 2),
                        predictions(1, 3),
                        targets(),
                        Collections.nCopies(CLIPS, "s"),
                        5,
                        1);
        assertThat(one.get("s_mtl").interval()).isEqualTo(Interval.UNKNOWN);
        assertThat(one.get("s_mtl").difference()).isFinite();
    }

    @Test
    void wrong_input_is_told() {
        Task age = Tasks.named("age");
        Map<String, float[]> one = Map.of("age", new float[1]);
        Map<String, float[]> two = Map.of("age", new float[2]);
        assertThatThrownBy(
                        () ->
                                PairedBootstrap.differences(
                                        List.of(age), one, two, one, List.of(), 5, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("task 'age' has 2 predicted");
        assertThatThrownBy(() -> PairedBootstrap.differences(EXVO, one, one, one, List.of(), 5, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no numbers of task 'emotion'");
        assertThatThrownBy(
                        () ->
                                PairedBootstrap.differences(
                                        List.of(age), one, one, one, List.of("a", "b"), 5, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 groups but 1 clips");
        assertThatThrownBy(
                        () ->
                                PairedBootstrap.differences(
                                        List.of(age), one, one, one, List.of(), 0, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("resamples is 0");
        Map<String, float[]> uneven = Map.of("age", new float[2], "two", new float[2]);
        assertThatThrownBy(
                        () ->
                                PairedBootstrap.differences(
                                        List.of(age, Tasks.named("two")),
                                        uneven,
                                        uneven,
                                        uneven,
                                        List.of(),
                                        5,
                                        1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("task 'two' has 1 clips, expected 2");
    }
}
