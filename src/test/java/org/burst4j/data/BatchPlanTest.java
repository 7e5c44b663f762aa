package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPlanTest {
    private static final int CLIPS = 103;

    private static int[] lengths() {
        int[] lengths = new int[CLIPS];
        Arrays.setAll(lengths, index -> 8000 + index * 7919 % 100 * 300);
        return lengths;
    }

    private static List<List<Integer>> plan(
            boolean shuffle, int pool, boolean dropLast, long seed, int epoch) {
        BatchPlan plan =
                BatchPlan.of(
                        lengths(), new BatchPlan.Options(8, shuffle, pool, dropLast), seed, epoch);
        List<List<Integer>> batches = new ArrayList<>();
        for (int index = 0; index < plan.size(); index++) {
            batches.add(Arrays.stream(plan.batch(index)).boxed().toList());
        }
        return batches;
    }

    @ParameterizedTest
    @CsvSource({"false,1", "true,1", "true,4", "true,1000"})
    void every_clip_comes_once(boolean shuffle, int pool) {
        List<List<Integer>> batches = plan(shuffle, pool, false, 1, 0);
        assertThat(batches).hasSize(13);
        assertThat(batches.stream().flatMap(List::stream)).hasSize(CLIPS).doesNotHaveDuplicates();
        assertThat(batches).filteredOn(batch -> batch.size() != 8).hasSize(1);
        assertThat(plan(shuffle, pool, true, 1, 0))
                .hasSize(12)
                .allSatisfy(batch -> assertThat(batch).hasSize(8));
    }

    @Test
    void the_same_arguments_give_the_same_plan_and_others_another() {
        List<List<Integer>> plan = plan(true, 4, false, 7, 3);
        assertThat(plan(true, 4, false, 7, 3)).isEqualTo(plan);
        assertThat(plan(true, 4, false, 7, 4)).isNotEqualTo(plan);
        assertThat(plan(true, 4, false, 8, 3)).isNotEqualTo(plan);
    }

    @Test
    void without_shuffling_clips_stay_in_order() {
        List<Integer> flat = plan(false, 4, false, 7, 3).stream().flatMap(List::stream).toList();
        assertThat(flat).isSorted();
    }

    @Test
    void pools_save_padding() {
        assertThat(paddedSamples(plan(true, 6, false, 1, 0)))
                .isLessThan(paddedSamples(plan(true, 1, false, 1, 0)) * 3 / 4);
    }

    private static long paddedSamples(List<List<Integer>> batches) {
        int[] lengths = lengths();
        return batches.stream()
                .mapToLong(
                        batch ->
                                (long) batch.size()
                                        * batch.stream().mapToInt(c -> lengths[c]).max().orElse(0))
                .sum();
    }

    @Test
    void batches_of_a_pool_do_not_come_sorted_by_length() {
        int[] lengths = lengths();
        List<Integer> first =
                plan(true, 1000, true, 1, 0).stream().map(batch -> lengths[batch.get(0)]).toList();
        assertThat(first).isNotEqualTo(first.stream().sorted().toList());
    }

    @Test
    void too_few_clips_and_bad_options_are_refused() {
        BatchPlan.Options options = new BatchPlan.Options(8, true, 1, true);
        assertThatThrownBy(() -> BatchPlan.of(new int[3], options, 0, 0))
                .isInstanceOf(DataException.class)
                .hasMessage("3 clips do not fill one batch of 8");
        assertThat(BatchPlan.of(new int[3], new BatchPlan.Options(8, true, 1, false), 0, 0).size())
                .isEqualTo(1);
        assertThatThrownBy(
                        () ->
                                BatchPlan.of(
                                        new int[0], new BatchPlan.Options(8, true, 1, false), 0, 0))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new BatchPlan.Options(0, true, 1, false))
                .isInstanceOf(ConfigException.class)
                .hasMessage("batchSize is 0, must be 1 or more");
        assertThatThrownBy(() -> new BatchPlan.Options(8, true, 0, false))
                .isInstanceOf(ConfigException.class)
                .hasMessage("poolBatches is 0, must be 1 or more");
    }

    @Test
    void batches_of_equal_lengths_keep_the_order_within_a_length() {
        int[] padded = {20, 10, 20, 10, 30, 20, 10, 20};
        int many = Integer.MAX_VALUE;
        assertThat(batches(BatchPlan.ofEqualLengths(padded, 3, many)))
                .containsExactly(
                        new int[] {1, 3, 6}, new int[] {0, 2, 5}, new int[] {7}, new int[] {4});
        // 29 samples are two clips of 10, one of 20, and 30 are too many for any batch.
        assertThat(batches(BatchPlan.ofEqualLengths(padded, 3, 29)))
                .containsExactly(
                        new int[] {1, 3},
                        new int[] {6},
                        new int[] {0},
                        new int[] {2},
                        new int[] {5},
                        new int[] {7},
                        new int[] {4});
        assertThat(batches(BatchPlan.ofEqualLengths(padded, 8, 40)))
                .containsExactly(
                        new int[] {1, 3, 6}, new int[] {0, 2}, new int[] {5, 7}, new int[] {4});
        assertThat(BatchPlan.ofEqualLengths(padded, 1, many).size()).isEqualTo(8);
        assertThat(BatchPlan.ofEqualLengths(new int[0], 3, many).size()).isZero();
        assertThatThrownBy(() -> BatchPlan.ofEqualLengths(padded, 0, many))
                .isInstanceOf(ConfigException.class)
                .hasMessage("mostClips is 0, must be 1 or more");
        assertThatThrownBy(() -> BatchPlan.ofEqualLengths(padded, 1, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("mostSamples is 0, must be 1 or more");
    }

    private static List<int[]> batches(BatchPlan plan) {
        List<int[]> batches = new ArrayList<>();
        for (int index = 0; index < plan.size(); index++) {
            batches.add(plan.batch(index));
        }
        return batches;
    }

    @Test
    void a_plan_names_the_clips_of_its_batches() {
        List<Clip> clips = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            clips.add(DataFolder.clip(id, null, 0));
        }
        BatchPlan plan = BatchPlan.of(new int[3], new BatchPlan.Options(2, false, 1, false), 0, 0);
        assertThat(plan.of(clips, 0)).containsExactly(clips.subList(0, 2), clips.subList(2, 3));
        assertThat(plan.of(clips, 1)).containsExactly(clips.subList(2, 3));
        assertThat(plan.of(clips, 2)).isEmpty();
    }
}
