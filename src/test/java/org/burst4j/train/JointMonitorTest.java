package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.data.Clip;
import org.burst4j.data.Split;
import org.burst4j.metric.HarmonicMean;
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

    @Test
    void the_joint_score_is_the_last_of_the_headline_and_no_part_of_the_mean() {
        EvaluationResult result = rate(TASKS, 0, .25f, .5f, 1f);
        Map<String, Double> headline = result.headline();
        assertThat(headline.keySet())
                .containsExactly("emotion.ccc", "age.mae", "age.ccc", "country.uar", "s_mtl");
        assertThat(headline).containsEntry("age.mae", 2.0).containsEntry("country.uar", 0.75);
        assertThat(headline.get("s_mtl"))
                .isEqualTo(HarmonicMean.sMtl(headline.get("emotion.ccc"), 0.75, 2));
        assertThat(result.meanScore())
                .isEqualTo((headline.get("emotion.ccc") + headline.get("age.ccc") + 0.75) / 3);
        assertThat(rate(TASKS.subList(0, 2), 0, .25f, .5f, 1f).headline())
                .doesNotContainKey("s_mtl");
    }

    @Test
    void an_undefined_joint_score_is_monitored_as_its_limit() {
        Monitor monitor = new Monitor("s_mtl");
        EvaluationResult good = rate(TASKS, 0, .25f, .5f, 1f);
        assertThat(monitor.value(good)).isEqualTo(-good.headline().get("s_mtl")).isNegative();
        EvaluationResult bad = rate(TASKS, 1f, .5f, .25f, 0f);
        assertThat(bad.headline().get("s_mtl")).isNaN();
        assertThat(monitor.value(bad)).isZero();
    }
}
