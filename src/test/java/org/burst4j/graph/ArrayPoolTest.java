package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArrayPoolTest {
    private final ArrayPool pool = new ArrayPool(2);

    private INDArray allocate(long... shape) {
        return pool.allocate(false, DataType.FLOAT, shape);
    }

    private static long address(INDArray array) {
        return array.data().address();
    }

    @Test
    void a_released_buffer_serves_again_in_any_shape_under_a_new_number() {
        INDArray first = allocate(2, 3);
        pool.release(first);
        INDArray second = allocate(3, 2);

        assertThat(address(second)).isEqualTo(address(first));
        assertThat(second.shape()).containsExactly(3, 2);
        assertThat(second.getId()).isNotEqualTo(first.getId());
    }

    @Test
    void a_buffer_in_use_is_lent_to_nobody_else() {
        INDArray first = allocate(2, 3);
        pool.release(first);
        assertThat(address(allocate(2, 3))).isNotEqualTo(address(allocate(2, 3)));
    }

    @Test
    void a_longer_buffer_serves_a_shorter_array_within_bounds() {
        INDArray longer = allocate(100, 100);
        pool.release(longer);
        INDArray shorter = allocate(50, 60).assign(2);

        assertThat(address(shorter)).isEqualTo(address(longer));
        assertThat(shorter.sumNumber().doubleValue()).isEqualTo(6000);
        pool.release(shorter);
        assertThat(address(allocate(20, 100))).as("a fifth").isNotEqualTo(address(longer));
        assertThat(address(allocate(10))).as("a small one").isNotEqualTo(address(longer));
        assertThat(address(allocate(100, 100))).isEqualTo(address(longer));
    }

    @Test
    void what_the_session_forgot_comes_back_at_the_end_of_a_run_but_results_do_not() {
        INDArray forgotten = allocate(2);
        INDArray result = allocate(2);
        assertThat(pool.endRun(Map.of("y", result)).get("y")).isSameAs(result);

        assertThat(address(allocate(2))).isEqualTo(address(forgotten));
        assertThat(address(allocate(2))).isNotEqualTo(address(result));
    }

    @Test
    void a_result_that_borrowed_a_buffer_or_looks_into_one_leaves_as_a_copy() {
        INDArray longer = allocate(100, 100);
        pool.release(longer);
        INDArray borrowed = allocate(90, 100).assign(3);
        INDArray view = borrowed.reshape('c', 100, 90);
        Map<String, INDArray> leaving = pool.endRun(Map.of("borrowed", borrowed, "view", view));

        INDArray overwritten = allocate(100, 100).assign(7);
        assertThat(address(overwritten)).isEqualTo(address(longer));
        assertThat(leaving.get("borrowed").maxNumber().doubleValue()).isEqualTo(3);
        assertThat(leaving.get("view").maxNumber().doubleValue()).isEqualTo(3);
        assertThat(leaving.get("view").shape()).containsExactly(100, 90);
    }

    @Test
    void memory_that_is_not_needed_again_is_closed() {
        INDArray once = allocate(2);
        pool.release(once);
        pool.endRun(Map.of());
        pool.endRun(Map.of());
        assertThat(once.wasClosed()).isFalse();

        pool.endRun(Map.of());
        assertThat(once.wasClosed()).isTrue();
    }

    @Test
    void a_scalar_is_lent_again_too() {
        INDArray first = allocate();
        pool.release(first);
        assertThat(address(allocate())).isEqualTo(address(first));
    }

    @Test
    void empty_arrays_and_arrays_of_other_types_keep_their_own_ways() {
        assertThat(allocate(0, 3).shape()).containsExactly(0, 3);
        INDArray whole = pool.allocate(false, DataType.INT64, 4);
        INDArray truth = pool.allocate(false, DataType.BOOL, 4);
        pool.release(whole);
        pool.release(truth);

        assertThat(pool.allocate(false, DataType.BOOL, 2, 2).dataType()).isEqualTo(DataType.BOOL);
        assertThat(address(pool.allocate(false, DataType.INT64, 4))).isEqualTo(address(whole));
        assertThat(address(allocate(4))).isNotIn(address(whole), address(truth));
    }

    @Test
    void what_the_pool_did_not_make_is_never_closed_and_leaves_as_a_copy() {
        INDArray weight = Nd4j.ones(DataType.FLOAT, 3);
        pool.release(weight);
        INDArray leaving = pool.endRun(Map.of("weight", weight)).get("weight");

        assertThat(weight.wasClosed()).isFalse();
        assertThat(leaving).isEqualTo(weight);
        assertThat(address(leaving)).isNotEqualTo(address(weight));
    }

    @Test
    void a_result_of_two_names_leaves_twice() {
        INDArray result = allocate(2).assign(1);
        Map<String, INDArray> leaving = pool.endRun(Map.of("a", result, "b", result));
        leaving.get("a").close();
        assertThat(leaving.get("b").sumNumber().doubleValue()).isEqualTo(2);
    }

    @Test
    void a_buffer_that_two_arrays_look_into_is_free_when_both_are_released() {
        INDArray first = allocate(100, 100);
        INDArray view = first.reshape('c', new long[] {10_000});
        pool.share(first, view);
        pool.release(first);
        assertThat(address(allocate(100, 100))).as("lent to the view").isNotEqualTo(address(view));
        pool.release(view);
        assertThat(address(allocate(100, 100))).isEqualTo(address(view));
    }

    @Test
    void a_result_into_which_another_array_looks_leaves_as_a_copy() {
        INDArray result = allocate(100, 100).assign(3);
        INDArray view = result.reshape('c', new long[] {10_000});
        pool.share(result, view);
        INDArray leaving = pool.endRun(Map.of("y", result)).get("y");
        allocate(100, 100).assign(7);
        assertThat(leaving.maxNumber().doubleValue()).isEqualTo(3);
    }
}
