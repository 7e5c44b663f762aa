package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskPlanTest {
    private static final List<String> TASKS = List.of("emotion", "age", "country");
    private static final List<Clip> CLIPS = clips();
    private static final BatchPlan.Options OPTIONS = new BatchPlan.Options(4, true, 1, true);

    /** Thirteen clips; the last four have no age. */
    private static List<Clip> clips() {
        List<Clip> clips = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            Map<String, float[]> labels =
                    i < 9
                            ? Map.of(
                                    "emotion", new float[] {0.5f},
                                    "age", new float[] {30},
                                    "country", new float[] {1})
                            : Map.of(
                                    "emotion", new float[] {0.5f},
                                    "age", new float[] {Float.NaN},
                                    "country", new float[] {2});
            clips.add(new Clip("c" + i, Path.of("c" + i + ".wav"), Split.TRAIN, "s", labels));
        }
        return clips;
    }

    private static List<TaskPlan.Step> plan(TaskSchedule schedule, long seed, int epoch) {
        int[] lengths = new int[13];
        Arrays.fill(lengths, 100);
        return TaskPlan.of(schedule, TASKS, CLIPS, lengths, OPTIONS, seed, epoch).steps();
    }

    private static List<String> tasks(List<TaskPlan.Step> steps) {
        return steps.stream().map(TaskPlan.Step::task).toList();
    }

    private static List<String> ids(List<TaskPlan.Step> steps, String task) {
        return steps.stream()
                .filter(step -> task.equals(step.task()))
                .flatMap(step -> step.clips().stream())
                .map(Clip::id)
                .toList();
    }

    @Test
    void tasks_take_turns_over_shuffles_of_their_own_and_one_without_labels_ends_first() {
        List<TaskPlan.Step> steps = plan(TaskSchedule.ROUND_ROBIN, 5, 0);
        assertThat(tasks(steps))
                .containsExactly(
                        "emotion", "age", "country", "emotion", "age", "country", "emotion",
                        "country");
        assertThat(steps).allSatisfy(step -> assertThat(step.clips()).hasSize(4));
        assertThat(ids(steps, "emotion")).doesNotHaveDuplicates().hasSize(12);
        assertThat(ids(steps, "age"))
                .doesNotHaveDuplicates()
                .doesNotContain("c9", "c10", "c11", "c12");
        assertThat(ids(steps, "emotion")).isNotEqualTo(ids(steps, "country"));
    }

    @Test
    void random_turns_are_the_same_batches_in_another_order() {
        List<TaskPlan.Step> turns = plan(TaskSchedule.ROUND_ROBIN, 5, 0);
        List<TaskPlan.Step> random = plan(TaskSchedule.RANDOM, 5, 0);
        assertThat(random).containsExactlyInAnyOrderElementsOf(turns);
        assertThat(tasks(random)).isNotEqualTo(tasks(turns));
    }

    @ParameterizedTest
    @EnumSource(TaskSchedule.class)
    void a_plan_follows_from_its_arguments(TaskSchedule schedule) {
        assertThat(plan(schedule, 5, 2)).isEqualTo(plan(schedule, 5, 2));
        assertThat(plan(schedule, 6, 2)).isNotEqualTo(plan(schedule, 5, 2));
        assertThat(plan(schedule, 5, 3)).isNotEqualTo(plan(schedule, 5, 2));
    }

    @Test
    void joint_batches_are_those_of_the_plain_plan() {
        int[] lengths = new int[13];
        List<List<Clip>> plain = BatchPlan.of(lengths, OPTIONS, 5, 1).of(CLIPS, 0);
        assertThat(plan(TaskSchedule.JOINT, 5, 1).stream().map(TaskPlan.Step::clips).toList())
                .isEqualTo(plain);
        assertThat(tasks(plan(TaskSchedule.JOINT, 5, 1))).containsOnlyNulls();
    }

    @Test
    void a_task_that_does_not_fill_a_batch_is_refused() {
        BatchPlan.Options large = new BatchPlan.Options(10, true, 1, true);
        assertThatThrownBy(
                        () ->
                                TaskPlan.of(
                                        TaskSchedule.ROUND_ROBIN,
                                        TASKS,
                                        CLIPS,
                                        new int[13],
                                        large,
                                        1,
                                        0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "task 'age' has 9 labelled training clips, expected at least 10");
    }
}
