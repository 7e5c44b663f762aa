package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

class ScoringTest {
    private static final float NAN = Float.NaN;
    private static final Task TWO = Tasks.named("two");
    private static final Task COUNTRY = Tasks.named("country");
    private static final Task AGE = Tasks.named("age");

    @Test
    void regression_is_scored_output_by_output_with_missing_labels_left_out() {
        float[] p = {.1f, 1, .4f, 2, .35f, 3, .8f, 4, .55f, 5, .2f, 6};
        float[] t = {.2f, NAN, .3f, NAN, .5f, NAN, .9f, NAN, .4f, NAN, .1f, NAN};
        RegressionScores scores = (RegressionScores) Scoring.score(TWO, p, t);
        assertThat(scores.labels()).containsExactly("Valence", "Arousal");
        assertThat(scores.n()).containsExactly(6, 0);
        assertThat(scores.ccc().get(0)).isCloseTo(0.73426573, within(1e-6));
        assertThat(scores.ccc().get(1)).isNaN();
        assertThat(scores.mae().get(0)).isCloseTo(0.11666667, within(1e-6));
        assertThat(scores.meanCcc()).isEqualTo(scores.ccc().get(0));
        assertThat(scores.meanPearson()).isCloseTo(0.88741197, within(1e-6));
        assertThat(Scoring.headline(TWO, scores)).isEqualTo(Map.of("two.ccc", scores.meanCcc()));
    }

    @Test
    void classes_are_scored_by_the_largest_output_the_first_of_equal_ones() {
        float[] p = {-3, -2, -9, -9, 1, 0, 0, 1, 0, 0, 0, 5};
        float[] t = {1, 0, NAN};
        ClassScores scores = (ClassScores) Scoring.score(COUNTRY, p, t);
        assertThat(scores.confusion().count(1, 1)).isEqualTo(1);
        assertThat(scores.confusion().count(0, 0)).isEqualTo(1);
        assertThat(scores.confusion().total()).isEqualTo(2);
        assertThat(Scoring.headline(COUNTRY, scores)).isEqualTo(Map.of("country.uar", 1.0));
    }

    @Test
    void age_is_headed_by_its_error_in_years_and_has_a_ccc_too() {
        Map<String, Double> headline =
                Scoring.headline(
                        AGE, Scoring.score(AGE, new float[] {20, 30}, new float[] {22, 31}));
        assertThat(headline.keySet()).containsExactly("age.mae", "age.ccc");
        assertThat(headline).containsEntry("age.mae", 1.5);
        assertThat(Metric.MAE.higherBetter()).isFalse();
    }

    @Test
    void a_task_without_labels_scores_nan() {
        float[] missing = {NAN, NAN};
        assertThat(Scoring.headline(AGE, Scoring.score(AGE, new float[2], missing)))
                .containsEntry("age.mae", Double.NaN)
                .containsEntry("age.ccc", Double.NaN);
    }

    @Test
    void sizes_that_do_not_fit_and_labels_that_are_no_class_are_errors() {
        assertThatThrownBy(() -> Scoring.score(TWO, new float[4], new float[2]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("task 'two' has 4 predicted and 2 true numbers");
        assertThatThrownBy(() -> Scoring.score(COUNTRY, new float[4], new float[] {4}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("target 0 of task 'country' is 4.0");
        assertThatThrownBy(() -> Scoring.score(COUNTRY, new float[4], new float[] {.5f}))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Scoring.score(COUNTRY, new float[] {0, NAN, 0, 0}, new float[1]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("prediction 1 is NaN");
    }

    @Test
    void a_metric_of_the_other_kind_is_an_error() {
        TaskScores classes = Scoring.score(COUNTRY, new float[4], new float[1]);
        TaskScores numbers = Scoring.score(AGE, new float[1], new float[1]);
        assertThatThrownBy(() -> classes.value(Metric.CCC)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> numbers.value(Metric.UAR)).isInstanceOf(DataException.class);
    }

    @Test
    void chance_is_what_the_best_constant_scores() {
        assertThat(Chance.of(TWO, Metric.CCC, new float[4])).isZero();
        assertThat(Chance.of(COUNTRY, Metric.UAR, new float[] {0, 1, 3, 3, NAN}))
                .isEqualTo(1 / 3.0);
        assertThat(Chance.of(COUNTRY, Metric.UAR, new float[] {NAN})).isNaN();
        assertThat(Chance.of(AGE, Metric.MAE, new float[] {20, 24, 40, NAN})).isEqualTo(20 / 3.0);
        assertThat(Chance.of(AGE, Metric.MAE, new float[] {NAN})).isNaN();
    }
}
