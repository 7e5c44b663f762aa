package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.burst4j.EnvironmentException;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JointScoresTest {
    private static Map<String, Double> metrics(double ccc, double uar, double mae) {
        return Map.of("emotion.ccc", ccc, "country.uar", uar, "age.mae", mae, "age.ccc", 0.1);
    }

    /** Table 2 of the Burst2Vec paper, and the challenge's baseline. */
    @ParameterizedTest
    @CsvSource({
        ".416, .506, 4.222, .349",
        ".653, .672, 3.672, .448",
        ".645, .676, 3.709, .445",
        ".652, .606, 3.594, .443",
        ".675, .638, 3.638, .449",
        ".675, .631, 3.694, .444",
        ".676, .644, 3.640, .450",
        ".669, .630, 4.233, .410",
        ".704, .690, 3.580, .465",
        ".708, .688, 3.589, .465",
        ".711, .682, 3.586, .464",
    })
    void s_mtl_is_the_paper_s_to_its_three_digits(
            double ccc, double uar, double mae, double published) {
        Map<String, Double> scores = JointScores.of(metrics(ccc, uar, mae));
        assertThat(scores).containsOnlyKeys("s_mtl");
        assertThat(scores.get("s_mtl")).isCloseTo(published, within(1.01e-3));
    }

    @Test
    void it_is_there_only_with_all_three_and_nan_where_it_is_undefined() {
        assertThat(JointScores.of(Map.of("emotion.ccc", .5, "country.uar", .5))).isEmpty();
        assertThat(JointScores.of(metrics(-.1, .5, 3)).get("s_mtl")).isNaN();
        assertThat(JointScores.of(metrics(.5, 0, 3)).get("s_mtl")).isNaN();
        assertThat(JointScores.of(metrics(.5, .5, Double.NaN)).get("s_mtl")).isNaN();
        assertThat(JointScores.all().get(0).of(Map.of())).isNaN();
    }

    @Test
    void tasks_say_which_joint_scores_there_are() {
        List<Task> three = Stream.of("age", "country", "emotion").map(Tasks::named).toList();
        assertThat(JointScores.ofTasks(three))
                .singleElement()
                .satisfies(
                        joint -> {
                            assertThat(joint.key()).isEqualTo("s_mtl");
                            assertThat(joint.title()).isEqualTo("S_MTL");
                            assertThat(joint.tasks()).containsExactly("emotion", "country", "age");
                        });
        assertThat(JointScores.ofTasks(three.subList(0, 2))).isEmpty();
        assertThat(JointScores.isJoint("s_mtl")).isTrue();
        assertThat(JointScores.isJoint("age.mae")).isFalse();
        assertThat(JointScores.title("s_mtl")).isEqualTo("S_MTL");
        assertThat(JointScores.title("age.mae")).isEqualTo("age.mae");
    }

    @Test
    void a_key_with_a_dot_would_be_taken_for_a_task_s_and_is_refused() {
        List<JointScore.Part> parts = List.of(new JointScore.Part("a.ccc", false));
        assertThatThrownBy(() -> new JointScore("a.joint", "A", "mean", parts))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("'a.joint'");
        assertThatThrownBy(() -> new JointScore("a", "A", "mean", List.of()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("at least one part");
    }

    @Test
    void s_mtl_equals_the_harmonic_mean_of_scipy() {
        assertThat(JointScores.of(metrics(.653, .672, 3.672)).get("s_mtl"))
                .isCloseTo(0.4483307208406905, within(1e-14));
        assertThat(JointScores.of(metrics(.416, .506, 4.222)).get("s_mtl"))
                .isCloseTo(0.3487508026888344, within(1e-14));
    }

    @Test
    void no_error_at_all_adds_nothing_to_the_inverses() {
        assertThat(JointScores.of(metrics(1, 1, 0)).get("s_mtl")).isEqualTo(1.5);
        assertThat(JointScores.of(metrics(.5, .25, 0)).get("s_mtl")).isEqualTo(.5);
        JointScore errors =
                new JointScore("e", "E", "mean", List.of(new JointScore.Part("a.mae", true)));
        assertThat(errors.of(Map.of("a.mae", 4.0))).isEqualTo(.25);
        assertThat(errors.of(Map.of("a.mae", 0.0))).isNaN();
        assertThat(errors.of(Map.of("a.mae", -1.0))).isNaN();
        assertThat(errors.of(Map.of("a.mae", Double.POSITIVE_INFINITY))).isNaN();
    }

    @Test
    void its_limit_is_zero_only_where_all_parts_are_known() {
        JointScore joint = JointScores.named("s_mtl").orElseThrow();
        assertThat(joint.orLimit(metrics(1, 1, 0))).isEqualTo(1.5);
        assertThat(joint.orLimit(metrics(0, .5, 3))).isZero();
        assertThat(joint.orLimit(metrics(-.1, .5, 3))).isZero();
        assertThat(joint.orLimit(metrics(-.1, Double.NaN, 3))).isNaN();
        assertThat(joint.orLimit(metrics(-.1, .5, Double.POSITIVE_INFINITY))).isNaN();
        assertThat(joint.orLimit(metrics(.5, .5, Double.NaN))).isNaN();
        assertThat(JointScores.named("age.mae")).isEmpty();
    }

    @Test
    void a_key_says_which_way_is_better() {
        assertThat(Metric.ofKey("age.mae")).contains(Metric.MAE);
        assertThat(Metric.ofKey("age.ccc")).contains(Metric.CCC);
        assertThat(Metric.ofKey("s_mtl")).isEmpty();
        assertThat(Metric.ofKey("mae")).isEmpty();
        assertThat(Metric.higherBetter("age.mae")).isFalse();
        assertThat(Metric.higherBetter("country.uar")).isTrue();
        assertThat(Metric.higherBetter("s_mtl")).isTrue();
    }
}
