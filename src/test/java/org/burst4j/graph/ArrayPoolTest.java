package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ArrayPoolTest {
    private final ArrayPool pool = new ArrayPool(2);

    @Test
    void a_released_array_serves_the_same_shape_again_under_a_new_number() {
        INDArray first = pool.allocate(false, DataType.FLOAT, 2, 3);
        long number = first.getId();
        pool.release(first);

        assertThat(pool.allocate(false, DataType.FLOAT, 3, 2)).isNotSameAs(first);
        assertThat(pool.allocate(false, DataType.FLOAT, 2, 3)).isSameAs(first);
        assertThat(first.getId()).isNotEqualTo(number);
    }

    @Test
    void what_the_session_forgot_comes_back_at_the_end_of_a_run_but_results_do_not() {
        INDArray forgotten = pool.allocate(false, DataType.FLOAT, 2);
        INDArray result = pool.allocate(false, DataType.FLOAT, 2);
        pool.endRun(List.of(result));

        assertThat(pool.allocate(false, DataType.FLOAT, 2)).isSameAs(forgotten);
        assertThat(pool.allocate(false, DataType.FLOAT, 2)).isNotSameAs(result);
    }

    @Test
    void a_shape_that_does_not_come_again_is_closed() {
        INDArray once = pool.allocate(false, DataType.FLOAT, 2);
        pool.release(once);
        pool.endRun(List.of());
        pool.endRun(List.of());
        assertThat(once.wasClosed()).isFalse();

        pool.endRun(List.of());
        assertThat(once.wasClosed()).isTrue();
    }
}
