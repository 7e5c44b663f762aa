package org.burst4j.metric.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.burst4j.DataException;
import org.junit.jupiter.api.Test;

/** Too few values, none that vary, missing ones, and wrong input. */
class DegenerateTest {
    private static final double NAN = Double.NaN;

    @Test
    void with_fewer_than_two_values_there_is_no_t_test() {
        for (TestResult result :
                List.of(
                        TTest.student(new double[] {1}, new double[] {1, 2, 3}),
                        TTest.welch(new double[] {1, 2}, new double[] {NAN, 3}),
                        TTest.paired(new double[] {1, NAN, 3}, new double[] {NAN, 2, 4}),
                        TTest.paired(new double[0], new double[0]))) {
            assertThat(result.defined()).as(result.test()).isFalse();
            assertThat(result.statistic()).isNaN();
        }
        assertThat(TTest.paired(new double[] {1, NAN, 3}, new double[] {NAN, 2, 4}).count())
                .isEqualTo(1);
    }

    @Test
    void values_without_spread_differ_wholly_or_not_at_all() {
        double[] tenths = {.1, .1, .1};
        double[] thirds = {.3, .3, .3};
        TestResult same = TTest.student(tenths, tenths);
        assertThat(same.statistic()).isZero();
        assertThat(same.p()).isEqualTo(1);
        assertThat(TTest.paired(new double[] {1, 5, 2}, new double[] {1, 5, 2}))
                .isEqualTo(new TestResult("paired t", 0, 2, 1, 3));
        assertThat(TTest.welch(tenths, tenths).p()).isEqualTo(1);
        for (TestResult other :
                List.of(
                        TTest.student(tenths, thirds),
                        TTest.welch(tenths, thirds),
                        TTest.paired(tenths, thirds))) {
            assertThat(other.statistic()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(other.p()).isZero();
        }
    }

    @Test
    void missing_values_are_left_out_in_pairs_or_singly() {
        double[] first = {1, 2, NAN, 4, 8};
        double[] second = {2, NAN, 3, 3, 3};
        assertThat(TTest.paired(first, second))
                .isEqualTo(TTest.paired(new double[] {1, 4, 8}, new double[] {2, 3, 3}));
        assertThat(TTest.student(first, second))
                .isEqualTo(TTest.student(new double[] {1, 2, 4, 8}, new double[] {2, 3, 3, 3}));
    }

    @Test
    void the_sign_tells_which_is_larger() {
        double[] small = {1, 2, 3};
        double[] large = {4, 6, 5};
        assertThat(TTest.student(small, large).statistic()).isNegative();
        assertThat(TTest.paired(large, small).statistic()).isPositive();
    }

    @Test
    void models_that_no_clip_tells_apart_are_equal() {
        boolean[] some = {true, false, true};
        assertThat(CochranQ.of(List.of(some, some, some)))
                .isEqualTo(new TestResult("Cochran's Q", 0, 2, 1, 3));
        McNemar none = McNemar.of(some, some);
        assertThat(none).isEqualTo(new McNemar(0, 0, 3));
        assertThat(List.of(none.exact().p(), none.chiSquare().p(), none.corrected().p()))
                .containsOnly(1.0);
        McNemar even = new McNemar(4, 4, 8);
        assertThat(even.corrected().statistic()).isZero();
        assertThat(even.exact().p()).isEqualTo(1);
        assertThat(CochranQ.of(List.of(new boolean[0], new boolean[0])).defined()).isFalse();
    }

    @Test
    void cochrans_q_of_two_is_mcnemar_without_correction() {
        boolean[] first = {true, true, true, false, false, true, true};
        boolean[] second = {false, false, true, false, true, false, false};
        McNemar counts = McNemar.of(first, second);
        assertThat(counts).isEqualTo(new McNemar(4, 1, 7));
        TestResult q = CochranQ.of(List.of(first, second));
        assertThat(q.statistic()).isEqualTo(1.8).isEqualTo(counts.chiSquare().statistic());
        assertThat(q.p()).isEqualTo(counts.chiSquare().p());
        assertThat(counts.exact().p()).isCloseTo(.375, within(1e-12));
    }

    @Test
    void what_was_not_tested_does_not_count_in_holms_correction() {
        assertThat(Holm.adjust(List.of(.03, NAN, .02))).containsExactly(.04, NAN, .04);
        assertThat(Holm.adjust(List.of())).isEmpty();
    }

    @Test
    void wrong_input_is_told() {
        double[] two = {1, 2};
        double[] infinite = {1, Double.POSITIVE_INFINITY};
        assertThatThrownBy(() -> TTest.paired(two, new double[3]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 first and 3 second values");
        assertThatThrownBy(() -> TTest.student(two, infinite))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("value 1 of a t-test is Infinity");
        assertThatThrownBy(() -> TTest.paired(infinite, infinite))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> CochranQ.of(List.of(new boolean[2])))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("compares 1 model");
        assertThatThrownBy(() -> CochranQ.of(List.of(new boolean[2], new boolean[3])))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("3 clips of a model, expected 2");
        assertThatThrownBy(() -> McNemar.of(new boolean[1], new boolean[2]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1 clips of one model and 2 of the other");
        assertThatThrownBy(() -> new McNemar(3, 3, 5))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("of 5");
    }
}
