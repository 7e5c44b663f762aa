package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.TaskKind;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;

/** Expected numbers: numpy 64-bit over the same 32-bit predictions and labels. */
class PerClipCccTest {
    private static final Task FOUR =
            new Task("four", TaskKind.REGRESSION, List.of("a", "b", "c", "d"), List.of(), 0, 1);
    private static final float[] P = {.1f, .4f, .35f, .8f, 0, 0, .5f, 1};
    private static final float[] T = {.2f, .3f, .5f, .9f, .1f, 0, .4f, .7f};

    @Test
    void the_mean_over_clips_is_that_of_the_hand_values() {
        assertThat(PerClipCcc.of(FOUR, P, T)).isCloseTo((.68386731 + .67205974) / 2, within(1e-8));
    }

    @Test
    void clips_without_two_labels_do_not_count() {
        float[] p = {9, 9, 9, 9, .1f, .4f, .35f, .8f, 9, 9, 9, 9};
        float nan = Float.NaN;
        float[] t = {nan, nan, nan, nan, .2f, .3f, .5f, .9f, nan, .5f, nan, nan};
        assertThat(PerClipCcc.of(FOUR, p, t)).isCloseTo(.68386731, within(1e-8));
        assertThat(PerClipCcc.of(FOUR, new float[4], new float[] {nan, nan, nan, nan})).isNaN();
    }

    @Test
    void one_answer_for_all_clips_scores_0_officially_and_well_per_clip() {
        float[] answer = PerClipCcc.meanLabels(FOUR, T);
        assertThat(answer).containsExactly(new float[] {.15f, .15f, .45f, .8f}, within(1e-6f));

        assertThat(PerClipCcc.ofConstant(FOUR, answer, T)).isCloseTo(.71291344, within(1e-8));

        float[] predictions = {.15f, .15f, .45f, .8f, .15f, .15f, .45f, .8f};
        assertThat(Scoring.score(FOUR, predictions, T).value(Metric.CCC)).isZero();
    }

    @Test
    void an_output_that_training_never_labelled_is_left_out_of_the_answer() {
        float[] labels = T.clone();
        labels[3] = Float.NaN;
        labels[7] = Float.NaN;
        float[] answer = PerClipCcc.meanLabels(FOUR, labels);
        assertThat(answer[3]).isNaN();
        assertThat(PerClipCcc.ofConstant(FOUR, answer, T))
                .isEqualTo(
                        PerClipCcc.ofConstant(
                                FOUR, new float[] {answer[0], answer[1], answer[2], 7}, labels));
    }

    @Test
    void perfect_predictions_of_two_outputs_score_only_one_half() {
        Task two = Tasks.named("two");
        float[] labels = {.25f, .75f, .5f, .125f};
        assertThat(PerClipCcc.of(two, labels, labels)).isCloseTo(.5, within(1e-14));
    }

    @Test
    void only_regression_with_two_outputs_or_more_has_it() {
        assertThat(PerClipCcc.applies(FOUR)).isTrue();
        assertThat(PerClipCcc.key(FOUR)).isEqualTo("four.ccc_per_clip");
        Task age = Tasks.named("age");
        assertThat(PerClipCcc.applies(age)).isFalse();
        assertThat(PerClipCcc.applies(Tasks.named("type"))).isFalse();
        assertThat(PerClipCcc.of(age, new float[] {30}, new float[] {31})).isNaN();
        assertThat(PerClipCcc.ofConstant(age, new float[] {30}, new float[] {31})).isNaN();
    }

    @Test
    void sizes_that_do_not_fit_and_infinite_predictions_are_errors() {
        assertThatThrownBy(() -> PerClipCcc.of(FOUR, new float[4], T))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("4 predicted and 8 true numbers");
        float[] infinite = P.clone();
        infinite[2] = Float.POSITIVE_INFINITY;
        assertThatThrownBy(() -> PerClipCcc.of(FOUR, infinite, T))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("prediction 2 is Infinity");
    }
}
