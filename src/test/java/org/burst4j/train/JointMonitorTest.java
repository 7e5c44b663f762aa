package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.TrainingDivergedException;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

/** Joint scores beside the tasks' own, and as what is monitored. */
class JointMonitorTest {
    private static final Task EMOTION =
            new Task("emotion", TaskKind.REGRESSION, List.of("Awe"), List.of(), 0, 1);
    private static final List<Task> TASKS =
            List.of(EMOTION, Tasks.named("age"), Tasks.named("country"));
    private static final List<Clip> CLIPS =
            Stream.of("a", "b", "c", "d")
                    .map(id -> new Clip(id, Path.of(id), Split.VAL, null, Map.of()))
                    .toList();

    private static EvaluationResult rate(List<Task> tasks, float... emotions) {
        return EvaluationResult.rate(
                tasks,
                CLIPS,
                Map.of(
                        "emotion",
                        emotions,
                        "age",
                        new float[] {22, 22, 32, 32},
                        "country",
                        new float[] {1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}),
                Map.of(
                        "emotion",
                        new float[] {0, .25f, .5f, .75f},
                        "age",
                        new float[] {20, 24, 30, 34},
                        "country",
                        new float[] {0, 1, 0, 1}),
                Double.NaN,
                Map.of());
    }

    /** Of 0, 1, 2, 4 and 0, 1, 2, 3 quarters: (2 * 6.5 / 4) / ((8.75 + 5) / 3 + 0.25²). */
    private static final double CCC = 156.0 / 223;

    private static double monitored(double ccc, double uar, double mae) {
        EvaluationResult result =
                new EvaluationResult(
                        1,
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of("emotion.ccc", ccc, "country.uar", uar, "age.mae", mae));
        return new Monitor("s_mtl").value(result);
    }

    @Test
    void the_joint_score_is_the_last_of_the_headline_and_no_part_of_the_mean() {
        EvaluationResult result = rate(TASKS, 0, .25f, .5f, 1f);
        Map<String, Double> headline = result.headline();
        assertThat(headline.keySet())
                .containsExactly("emotion.ccc", "age.mae", "age.ccc", "country.uar", "s_mtl");
        assertThat(headline).containsEntry("age.mae", 2.0).containsEntry("country.uar", 0.75);
        assertThat(headline.get("emotion.ccc")).isCloseTo(CCC, within(1e-12));
        // 3 / (223/156 + 4/3 + 2)
        assertThat(headline.get("s_mtl")).isCloseTo(468.0 / 743, within(1e-12));
        // Of age: (2 * 100 / 4) / ((100 + 116) / 3) = 25/36.
        assertThat(result.meanScore()).isCloseTo((CCC + 25.0 / 36 + 0.75) / 3, within(1e-12));
        assertThat(rate(TASKS.subList(0, 2), 0, .25f, .5f, 1f).headline())
                .doesNotContainKey("s_mtl");
    }

    @Test
    void an_undefined_joint_score_is_monitored_as_its_limit() {
        Monitor monitor = new Monitor("s_mtl");
        EvaluationResult good = rate(TASKS, 0, .25f, .5f, 1f);
        assertThat(monitor.value(good)).isCloseTo(-468.0 / 743, within(1e-12));
        EvaluationResult bad = rate(TASKS, 1f, .5f, .25f, 0f);
        assertThat(bad.headline().get("s_mtl")).isNaN();
        assertThat(monitor.value(bad)).isZero();
        assertThat(monitored(.5, 0, 3)).isZero();
    }

    @Test
    void a_perfect_model_has_the_best_value() {
        assertThat(monitored(1, 1, 0)).isEqualTo(-1.5);
        assertThat(monitored(.5, .25, 0)).isEqualTo(-.5);
    }

    @Test
    void a_part_that_is_not_known_stops_the_run() {
        for (double value :
                new double[] {
                    monitored(Double.NaN, .5, 3),
                    monitored(-.1, Double.NaN, 3),
                    monitored(0, .5, Double.NaN),
                    monitored(0, .5, Double.POSITIVE_INFINITY)
                }) {
            assertThat(value).isNaN();
            assertThatThrownBy(
                            () ->
                                    Divergence.checkMonitor(
                                            value, new Monitor("s_mtl"), TrainerState.START))
                    .isInstanceOf(TrainingDivergedException.class)
                    .hasMessageContaining("the validation s_mtl is NaN");
        }
    }

    @Test
    void an_error_is_monitored_as_it_is() {
        EvaluationResult result = rate(TASKS, 0, .25f, .5f, 1f);
        assertThat(new Monitor("age.mae").value(result)).isEqualTo(2);
        assertThat(new Monitor("country.uar").value(result)).isEqualTo(-.75);
    }
}
