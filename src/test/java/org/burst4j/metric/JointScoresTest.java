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
        assertThat(scores.get("s_mtl")).isEqualTo(HarmonicMean.sMtl(ccc, uar, mae));
    }

    @Test
    void it_is_there_only_with_all_three_and_nan_where_it_is_undefined() {
        assertThat(JointScores.of(Map.of("emotion.ccc", .5, "country.uar", .5))).isEmpty();
        assertThat(JointScores.of(metrics(-.1, .5, 3)).get("s_mtl")).isNaN();
        assertThat(JointScores.of(metrics(.5, 0, 3)).get("s_mtl")).isNaN();
        assertThat(JointScores.of(metrics(.5, .5, 0)).get("s_mtl")).isNaN();
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
    void the_harmonic_mean_is_undefined_of_nothing_and_of_what_is_not_positive() {
        assertThat(HarmonicMean.of(2, 2, 2)).isEqualTo(2);
        assertThat(HarmonicMean.of(1, 3)).isEqualTo(1.5);
        assertThat(HarmonicMean.of()).isNaN();
        assertThat(HarmonicMean.of(1, Double.POSITIVE_INFINITY)).isNaN();
        assertThat(HarmonicMean.of(1, -1)).isNaN();
    }
}
