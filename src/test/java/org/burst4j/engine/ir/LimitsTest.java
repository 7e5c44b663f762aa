package org.burst4j.engine.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is too large for a plan, and what is too short for an operation. */
class LimitsTest {
    @Test
    void arrays_of_half_a_billion_elements_are_for_the_session() {
        assertThat(Shape.of(1 << 14, (1 << 15) - 1).elements()).isEqualTo(536_854_528);
        assertThatThrownBy(() -> Shape.of(1 << 14, 1 << 15))
                .isInstanceOf(UnplannableGraphException.class)
                .hasMessageContaining("[16384, 32768] has 2^29 elements or more");
        assertThatThrownBy(() -> Shape.of(new long[] {1L << 40}))
                .isInstanceOf(UnplannableGraphException.class);
    }

    @Test
    void empty_arrays_come_of_short_clips() {
        assertThatThrownBy(() -> Shape.of(1 << 20, 1 << 20, 0))
                .isInstanceOf(UnplannableGraphException.class);
        assertThatThrownBy(() -> Shape.of(2, 0, 3))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.cure()).contains("longer clips"))
                .hasMessageContaining("[2, 0, 3] would be empty");
    }

    @ParameterizedTest
    @CsvSource({"10, 5, 0, 1", "11, 5, 0, 1", "15, 5, 0, 2", "8, 5, 1, 1", "20, 1, 0, 11"})
    void convolutions_of_just_enough_frames(int frames, int stride, int padding, int expected) {
        List<Shape> inputs = List.of(Shape.of(2, frames, 3), Shape.of(10, 3, 4));
        assertThat(new Op.Conv(stride, padding).outputs(inputs))
                .containsExactly(Shape.of(2, expected, 4));
    }

    @Test
    void a_clip_shorter_than_the_kernel_is_refused() {
        List<Shape> inputs = List.of(Shape.of(2, 7, 3), Shape.of(10, 3, 4));
        for (Op op : List.of(new Op.Conv(5, 1), new Op.GroupedConv(1, 1, 0))) {
            assertThatThrownBy(() -> op.outputs(inputs))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("kernel 10 gets 7 frames with 1 zeros on each side");
        }
    }

    @Test
    void a_grouped_convolution_that_crops_all_is_refused() {
        List<Shape> inputs = List.of(Shape.of(2, 8, 3), Shape.of(10, 3, 4));
        assertThatThrownBy(() -> new Op.GroupedConv(1, 1, 1).outputs(inputs))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("[2, 0, 4] would be empty");
    }

    @Test
    void slices_reach_to_the_last_element_and_no_further() {
        List<Shape> whole = List.of(Shape.of(3, 8));
        Shape part = Shape.of(1, 3);
        assertThat(new Op.Slice(List.of(2, 1), List.of(1, 3), part).outputs(whole))
                .containsExactly(part);
        for (List<Integer> begin : List.of(List.of(2, 2), List.of(3, 1), List.of(-1, 1))) {
            assertThatThrownBy(() -> new Op.Slice(begin, List.of(1, 3), part).outputs(whole))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(
                            "shape [1, 3] from "
                                    + begin
                                    + " in steps of [1, 3] is not within an array of shape [3, 8]");
        }
        assertThatThrownBy(
                        () ->
                                new Op.SliceGradient(List.of(2, 2), List.of(1, 3), Shape.of(3, 8))
                                        .outputs(List.of(part)))
                .isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> new Op.Slice(List.of(1), List.of(3), part).outputs(whole))
                .isInstanceOf(ModelException.class);
    }
}
