package org.burst4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    private static final int CLIPS = 200;

    private static float[] targets(Task task, long seed) {
        Random random = new Random(seed);
        float[] targets = new float[CLIPS * task.targetWidth()];
        for (int i = 0; i < targets.length; i++) {
            float value =
                    task.targetWidth() == 1 && task.size() > 1
                            ? random.nextInt(task.size())
                            : 40 + random.nextFloat();
            targets[i] = random.nextInt(10) == 0 ? Float.NaN : value;
        }
        return targets;
    }

    private static float[] predictions(Task task, float[] targets, long seed) {
        Random random = new Random(seed);
        float[] predictions = new float[CLIPS * task.size()];
        for (int i = 0; i < predictions.length; i++) {
            boolean classes = task.targetWidth() < task.size();
            float target = classes ? targets[i / task.size()] : targets[i];
            float signal = classes ? (target == i % task.size() ? .4f : 0) : target;
            predictions[i] = (Float.isNaN(signal) ? 40 : signal) + random.nextFloat();
        }
        return predictions;
    }

    @ParameterizedTest
    @ValueSource(strings = {"high", "type", "age"})
    void sums_over_all_clips_give_the_score_itself(String name) {
        Task task = Tasks.named(name);
        float[] targets = targets(task, 1);
        float[] predictions = predictions(task, targets, 2);
        TaskScores scores = Scoring.score(task, predictions, targets);
        for (Metric metric : Metric.of(task)) {
            Sums sums = Sums.of(task, metric, predictions, targets);
            double[] total = new double[sums.width()];
            for (int clip = 0; clip < CLIPS; clip++) {
                double[] one = sums.ofClip(clip);
                Arrays.setAll(total, i -> total[i] + one[i]);
            }
            assertThat(sums.value(total)).isCloseTo(scores.value(metric), within(1e-10));
        }
    }

    @Test
    void the_interval_of_a_mean_is_near_the_normal_theory() {
        Task age = Tasks.named("age");
        Random random = new Random(3);
        float[] targets = new float[CLIPS];
        float[] predictions = new float[CLIPS];
        for (int i = 0; i < CLIPS; i++) {
            predictions[i] = random.nextFloat();
        }
        double mae = Scoring.score(age, predictions, targets).value(Metric.MAE);
        Interval interval =
                Bootstrap.interval(age, Metric.MAE, predictions, targets, List.of(), 4000, 5);
        // A uniform number on [0, 1] has the standard deviation 1/sqrt(12).
        double halfWidth = 1.96 / Math.sqrt(12.0 * CLIPS);
        assertThat(interval.low()).isCloseTo(mae - halfWidth, within(.15 * halfWidth));
        assertThat(interval.high()).isCloseTo(mae + halfWidth, within(.15 * halfWidth));
    }

    @Test
    void groups_of_equal_clips_widen_the_interval() {
        Task age = Tasks.named("age");
        float[] targets = new float[CLIPS];
        float[] predictions = new float[CLIPS];
        Random random = new Random(3);
        for (int i = 0; i < CLIPS; i++) {
            predictions[i] = i % 20 == 0 ? random.nextFloat() : predictions[i - 1];
        }
        List<String> speakers = IntStream.range(0, CLIPS).mapToObj(i -> "s" + i / 20).toList();
        Interval single =
                Bootstrap.interval(age, Metric.MAE, predictions, targets, List.of(), 1000, 5);
        Interval grouped =
                Bootstrap.interval(age, Metric.MAE, predictions, targets, speakers, 1000, 5);
        assertThat(grouped.high() - grouped.low())
                .isGreaterThan(3 * (single.high() - single.low()));
    }

    @Test
    void the_seed_alone_decides_the_draws() {
        Task type = Tasks.named("type");
        float[] targets = targets(type, 1);
        float[] predictions = predictions(type, targets, 2);
        Interval first =
                Bootstrap.interval(type, Metric.UAR, predictions, targets, List.of(), 100, 7);
        assertThat(Bootstrap.interval(type, Metric.UAR, predictions, targets, List.of(), 100, 7))
                .isEqualTo(first);
        assertThat(Bootstrap.interval(type, Metric.UAR, predictions, targets, List.of(), 100, 8))
                .isNotEqualTo(first);
        assertThat(first.low())
                .isLessThan(Scoring.score(type, predictions, targets).value(Metric.UAR));
    }

    @Test
    void one_unit_says_nothing() {
        Task age = Tasks.named("age");
        float[] three = {1, 2, 3};
        List<String> same = Collections.nCopies(3, "s");
        assertThat(Bootstrap.interval(age, Metric.CCC, three, three, same, 10, 1))
                .isEqualTo(Interval.UNKNOWN);
        assertThat(Interval.UNKNOWN.known()).isFalse();
    }

    @Test
    void wrong_groups_and_resamples_are_errors() {
        Task age = Tasks.named("age");
        float[] one = {1};
        assertThatThrownBy(
                        () ->
                                Bootstrap.interval(
                                        age, Metric.CCC, one, one, List.of("a", "b"), 10, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 groups but 1 clips");
        assertThatThrownBy(() -> Bootstrap.interval(age, Metric.CCC, one, one, List.of(), 0, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("resamples is 0");
    }
}
